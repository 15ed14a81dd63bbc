import Foundation
import Glibc
import Logging
import Synchronization
import Testing

@testable import Log

@Suite("Lines to a stream that may be full")
struct LineStreamTests {
  private static let sorts: [(Channel.Sort, isOpenedAnew: Bool)] = [
    (.pipe, true), (.pipe, false), (.socket, true), (.terminal, true),
  ]

  /// Lines that fit `PIPE_BUF`, and such as are written in parts.
  @Test(
    "never wait; what was dropped is counted, and no line is mixed up",
    arguments: sorts, [60, 10_000])
  func full(sort: (Channel.Sort, isOpenedAnew: Bool), length: Int) throws {
    let channel = try Channel(sort.0)
    let stream = LineStream(channel.near, isOpenedAnew: sort.isOpenedAnew)
    let padding = String(repeating: ".", count: length)
    let messages = 600_000 / (length + 100)
    let logger = Logger(label: "test") { _ in JSONHandler(to: stream, drops: Drops()) }
    #expect(
      isDonePromptly {
        for number in 0..<messages {
          logger.info("\(padding)", metadata: ["number": .stringConvertible(number)])
        }
      })
    var written = channel.read()
    // The rest of a line, and the count, come with what follows.
    #expect(isDonePromptly { logger.info("after") })
    written += channel.read()
    #expect(written.hasSuffix("\n"))
    let lines = try written.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    // A terminal makes room on its own now and then, moving what was written from one of its buffers
    // to another; so more than one message may say how many are missing.
    var (next, dropped) = (0, 0)
    for line in lines.dropLast() {
      if line["kind"] as? String == "messages_dropped" {
        let missing = try #require(line["dropped"] as? Int)
        (next, dropped) = (next + missing, dropped + missing)
      } else {
        #expect(line["number"] as? Int == next)
        #expect(line["message"] as? String == padding)
        next += 1
      }
    }
    #expect(next == messages)
    #expect((1..<messages).contains(dropped))
    #expect(lines.last?["message"] as? String == "after")
    #expect(fcntl(channel.near, F_GETFL) & O_NONBLOCK == 0, "others write to it, too")
  }

  @Test("go on where one was dropped, each count but once")
  func again() throws {
    let channel = try Channel(.pipe)
    let handler = TextHandler(to: LineStream(channel.near), drops: Drops())
    let logger = Logger(label: "test") { _ in handler }
    let filling = String(repeating: "x", count: 40_000)
    logger.info("\(filling)")
    logger.info("\(filling)")
    logger.info("dropped")
    #expect(channel.read().hasPrefix("<6>xxx"))
    logger.info("one")
    logger.info("two")
    let lines = channel.read().split(separator: "\n").suffix(3)
    #expect(lines == ["<4>1 message was dropped: nobody read the log", "<6>one", "<6>two"])
  }

  @Test("are not dropped where somebody reads only a little later", arguments: sorts)
  func late(sort: (Channel.Sort, isOpenedAnew: Bool)) throws {
    let channel = try Channel(sort.0)
    let stream = LineStream(channel.near, isOpenedAnew: sort.isOpenedAnew)
    let patience = Patience(most: .seconds(3600))
    let logger = Logger(label: "test") { _ in
      JSONHandler(to: stream, drops: Drops(patience: patience))
    }
    let text = String(repeating: ".", count: 5000)
    let read = Mutex((text: "", lines: 0))
    let isWritten = isDonePromptly {
      Thread.detachNewThread {
        while read.withLock({ $0.lines }) < 200 {
          usleep(1000)
          let more = channel.read()
          read.withLock { $0 = ($0.text + more, $0.lines + more.count { $0 == "\n" }) }
        }
      }
      for _ in 0..<200 { logger.info("\(text)") }
      // The rest of the last line comes with what follows.
      while read.withLock({ $0.lines }) < 200 {
        usleep(1000)
        logger.info("after")
      }
    }
    #expect(isWritten)
    let lines = read.withLock { $0.text.split(separator: "\n") }
    #expect(lines.prefix(200).allSatisfy { $0.contains(text) })
  }

  @Test("to a file go after what is in it", arguments: [O_APPEND, 0])
  func file(flag: Int32) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { unlink(path) }
    let descriptor = open(path, O_CREAT | O_RDWR | flag, 0o600)
    defer { close(descriptor) }
    #expect(write(descriptor, "first\n", 6) == 6)
    #expect(LineStream(descriptor).write(Array("second\n".utf8)) == .written)
    #expect(write(descriptor, "third\n", 6) == 6)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "first\nsecond\nthird\n")
  }

  @Test("to nobody are not written, whatever gets the number later")
  func closed() throws {
    let channel = try Channel(.pipe)
    // High enough that no other test gets it in between.
    let number: Int32 = 900
    let stream = LineStream(number)
    #expect(dup2(channel.near, number) == number)
    defer { close(number) }
    #expect(stream.write([0x0A]) == .impossible)
    #expect(channel.read().isEmpty)
  }

  @Test("to a device that is full are not written")
  func fullDevice() throws {
    let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(LineStream(descriptor).write([0x0A]) == .impossible)
  }
}
