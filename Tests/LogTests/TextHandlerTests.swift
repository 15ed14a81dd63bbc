import Glibc
import Logging
import Testing

@testable import Log

@Suite("Messages as text")
struct TextHandlerTests {
  private func text(_ channel: Channel, _ work: (Logger) -> Void) -> String {
    var logger = Logger(label: "test") { _ in
      TextHandler(to: LineStream(channel.near), drops: Drops())
    }
    logger.logLevel = .trace
    work(logger)
    return channel.read()
  }

  @Test("are the text alone, with the priority in front", arguments: [Channel.Sort.pipe, .socket])
  func plain(sort: Channel.Sort) throws {
    let written = text(try Channel(sort)) { logger in
      logger.trace("a")
      logger.debug("b")
      logger.report(.ready, "Ready", ["version": .stringConvertible(5)])
      logger.report(.batchRepeated, "Done again: Zürich, 東京")
      logger.report(.quarantined, "Quarantined")
      logger.report(.failed, "Failed")
      logger.critical("c")
    }
    #expect(
      written == """
        <7>a
        <7>b
        <6>Ready
        <5>Done again: Zürich, 東京
        <4>Quarantined
        <3>Failed
        <2>c

        """)
  }

  @Test("stay on one line, and give no orders to a terminal")
  func forged() throws {
    let written = text(try Channel(.pipe)) { logger in
      logger.info("no server\n<0>forged\r\n\tIs it running?\n")
      logger.info("\u{1B}[2Jwiped\u{0}\u{7F}\u{9B}31m, \u{202E}turned round\u{2028}line\u{85}end")
    }
    #expect(
      written == #"""
        <6>no server <0>forged Is it running?
        <6>\u{1B}[2Jwiped\u{0}\u{7F}\u{9B}31m, \u{202E}turned round line end

        """#)
  }

  @Test("of absurd length are cut off with an ellipsis", arguments: ["x", "é", "東", "😀", "\u{1B}"])
  func long(letter: String) throws {
    let channel = try Channel(.socket)
    let written = text(channel) { $0.info("\(String(repeating: letter, count: 100_000))") }
    #expect(written.hasPrefix("<6>"))
    #expect(written.hasSuffix("…\n"))
    #expect(!written.contains("\u{FFFD}"))
    #expect((Message.limit - 3...Message.limit).contains(written.utf8.count - 4))
  }

  @Test("below the level aren't written, nor even made")
  func levels() throws {
    let channel = try Channel(.pipe)
    var logger = Logger(label: "test") { _ in
      TextHandler(to: LineStream(channel.near), drops: Drops())
    }
    logger.logLevel = .notice
    var made = 0
    func make(_ text: String) -> String {
      made += 1
      return text
    }
    logger.report(.batchDone, make("done"), ["n": .string(make("n"))])
    #expect(made == 0)
    #expect(channel.read().isEmpty)
    logger.report(.batchRepeated, make("repeated"))
    #expect(made == 1)
    #expect(channel.read() == "<5>repeated\n")
  }
}
