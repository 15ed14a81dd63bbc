import Foundation
import Logging
import Policy
import Testing

@testable import Log

@Suite("Messages as JSON")
struct JSONHandlerTests {
  private func lines(_ work: (inout Logger) -> Void) throws -> String {
    let channel = try Channel(.socket)
    var logger = Logger(label: "test") { _ in
      JSONHandler(to: LineStream(channel.near), drops: Drops()) {
        Instant(microseconds: 1_795_000_000_123_456)
      }
    }
    logger.logLevel = .trace
    work(&logger)
    return channel.read()
  }

  private func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test("are one object a line, its keys always in the same order")
  func plain() throws {
    let written = try lines { logger in
      logger.report(
        .cancellationSettled, "Settled",
        [
          "project_id": .stringConvertible(Int64(7)), "rule": .string("creator.approved"),
          "amount_minor": .stringConvertible(Int64.max), "due_at": "\(Instant(microseconds: 0))",
        ])
      logger.notice("without a kind")
    }
    #expect(
      written == """
        {"time":"2026-11-18T11:06:40.123456Z","level":"info","kind":"cancellation_settled",\
        "message":"Settled","message_id":"102315d8237c49439d1f08b5ec66fe14",\
        "amount_minor":9223372036854775807,"due_at":"1970-01-01T00:00:00Z","project_id":7,\
        "rule":"creator.approved"}
        {"time":"2026-11-18T11:06:40.123456Z","level":"notice","message":"without a kind"}

        """)
  }

  @Test("can hold whatever a string can")
  func escaping() throws {
    let scalars = (0...0x30FF).compactMap { Unicode.Scalar(UInt32($0)) }
    var every = String.UnicodeScalarView(scalars)
    every.append(contentsOf: ["\u{FEFF}", "\u{FFFF}", "\u{1F600}", "\u{E0001}", "\u{10FFFF}"])
    let text =
      String(every) + String(decoding: [0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80], as: UTF8.self)
    let written = try lines { logger in
      logger.info("\(text)", metadata: ["\"key\"\n": .string(text)])
    }
    #expect(written.filter(\.isNewline) == "\n")
    #expect(
      !written.unicodeScalars.dropLast().contains { $0.properties.generalCategory == .control })
    let object = try object(written)
    #expect(
      (object["message"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    #expect(
      (object["\"key\"\n"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
  }

  @Test("never have two members of one name")
  func taken() throws {
    let written = try lines { logger in
      logger.report(
        .ready, "Ready",
        ["time": "t", "level": "l", "message": "m", "message_id": "i", "kind": "k"])
      logger.info("a stranger's", metadata: ["kind": "unheard_of"])
    }
    let parts = written.split(separator: "\n").map(String.init)
    let ready = try object(parts[0])
    #expect(ready["kind"] as? String == "ready")
    #expect(ready["message"] as? String == "Ready")
    #expect(["_time", "_level", "_message", "_message_id"].allSatisfy { ready[$0] != nil })
    #expect(ready.count == 9)
    #expect(try object(parts[1])["kind"] as? String == "unheard_of")
  }

  @Test("have the logger's own fields, unless the message has better ones")
  func metadata() throws {
    let written = try lines { logger in
      logger[metadataKey: "schema"] = "market"
      logger[metadataKey: "host"] = "a"
      logger.info("x", metadata: ["host": "b"])
    }
    #expect(written.hasSuffix(#""message":"x","host":"b","schema":"market"}"# + "\n"))
  }

  @Test("tell the time of day")
  func clock() throws {
    let channel = try Channel(.pipe)
    let logger = Logger(label: "test") { _ in
      JSONHandler(to: LineStream(channel.near), drops: Drops())
    }
    let before = Date()
    logger.info("now")
    let time = try #require(try object(channel.read())["time"] as? String)
    let seconds = try #require(time.split(separator: ".").first)
    let read = try Date(String(seconds.replacing("Z", with: "")) + "Z", strategy: .iso8601)
    #expect(abs(read.timeIntervalSince(before)) < 5)
  }
}
