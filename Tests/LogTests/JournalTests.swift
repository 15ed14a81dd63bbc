import Foundation
import Glibc
import Logging
import Synchronization
import Testing

@testable import Log
@testable import Systemd

@Suite("The journal")
struct JournalTests {
  @Test(
    "takes fields by names that it doesn't drop",
    arguments: [
      ("SETTLED_project_id", "SETTLED_PROJECT_ID"), ("a-b.c é\n=x", "A_B_C____X"), ("_private", "X_PRIVATE"),
      ("1st", "X1ST"), ("", "X"), (String(repeating: "a", count: 70), String(repeating: "A", count: 64)),
      (String(repeating: "_", count: 70), "X" + String(repeating: "_", count: 63)),
    ])
  func names(words: String, name: String) {
    #expect(JournalField(words).name == name)
  }

  @Test("gets each field whole, whatever is in it")
  func fields() {
    var entry = JournalEntry()
    entry.add(.message, "two\nlines = \u{0}1")
    entry.add(.priority, "")
    entry.add(.message, "again")
    let fields = ["MESSAGE=two\nlines = \u{0}1", "PRIORITY=", "MESSAGE=again"]
    #expect(entry.fields == fields.map { Array($0.utf8) })
    let lent = entry.withVectors { vectors, count in
      (0..<Int(count)).map { index in
        let vector = vectors?[index]
        return Array(UnsafeRawBufferPointer(start: vector?.iov_base, count: vector?.iov_len ?? 0))
      }
    }
    #expect(lent == entry.fields)
  }

  @Test("gets a message's kind, priority and fields")
  func message() {
    let sent = Mutex<[JournalEntry]>([])
    let logger = Logger(label: "test") { _ in
      JournalHandler(drops: Drops(), through: { entry in
        sent.withLock { $0.append(entry) }
        return .written
      })
    }
    logger.report(
      .quarantined, "Order 7\nin quarantine",
      ["subject": "order", "subject_id": .stringConvertible(7), "code": "no\nsense"])
    logger.info("no kind")
    let entries = sent.withLock { $0 }.map { entry in
      entry.fields.map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(
      entries == [
        [
          "MESSAGE=Order 7 in quarantine", "MESSAGE_ID=9128a866a50449a184f4e0231193ef3f",
          "PRIORITY=4", "SYSLOG_IDENTIFIER=settled", "SETTLED_KIND=quarantined",
          "SETTLED_CODE=no\nsense", "SETTLED_SUBJECT=order", "SETTLED_SUBJECT_ID=7",
        ],
        ["MESSAGE=no kind", "PRIORITY=6", "SYSLOG_IDENTIFIER=settled"],
      ])
  }

  @Test("that is full makes nobody wait: what it doesn't take is counted")
  func full() throws {
    let outcome = Mutex(Journal.Outcome.full)
    let sent = Mutex<[String]>([])
    let channel = try Channel(.pipe)
    let logger = Logger(label: "test") { _ in
      JournalHandler(
        otherwise: LineStream(channel.near), drops: Drops(),
        through: { entry in
          let outcome = outcome.withLock { $0 }
          let fields = entry.fields.map { String(decoding: $0, as: UTF8.self) }
          if outcome == .written { sent.withLock { $0.append(fields.joined(separator: " ")) } }
          return outcome
        })
    }
    for _ in 0..<3 { logger.info("lost") }
    #expect(channel.read().isEmpty)
    outcome.withLock { $0 = .written }
    logger.info("back")
    #expect(
      sent.withLock { $0 } == [
        "MESSAGE=3 messages were dropped: nobody read the log"
          + " MESSAGE_ID=b07418a36ada490697ffa96fa2fc337b PRIORITY=4 SYSLOG_IDENTIFIER=settled"
          + " SETTLED_KIND=messages_dropped SETTLED_DROPPED=3",
        "MESSAGE=back PRIORITY=6 SYSLOG_IDENTIFIER=settled",
      ])
  }

  @Test("that isn't there is replaced by standard error")
  func missing() throws {
    let channel = try Channel(.pipe)
    let journal = Journal(path: "/nowhere/socket")
    let logger = Logger(label: "test") { _ in
      JournalHandler(
        otherwise: LineStream(channel.near), drops: Drops(), through: { journal.write($0) })
    }
    logger.report(.ready, "Ready")
    #expect(channel.read() == "<6>Ready\n")
  }
}

@Suite("The journal's socket")
struct JournalSocketTests {
  @Test("is looked at without waiting, and without being mistaken when it is made anew")
  func condition() throws {
    let path = Mailbox.path()
    let socket = JournalSocket(path: path)
    #expect(socket.condition == .unavailable)
    var mailbox: Mailbox? = try Mailbox(at: path)
    #expect(socket.isReady)
    try mailbox?.fill()
    #expect(isDonePromptly { #expect(socket.condition == .full) })
    #expect(Journal(path: path).write(JournalEntry()) == .full)
    mailbox?.empty()
    #expect(socket.isReady)
    try mailbox?.fill()
    mailbox = nil
    #expect(socket.condition == .unavailable, "nobody listens")
    unlink(path)
    mailbox = try Mailbox(at: path)
    #expect(socket.isReady)
  }

  @Test("is out of reach at a path that no socket can have")
  func longPath() {
    #expect(JournalSocket(path: "/" + String(repeating: "x", count: 200)).condition == .unavailable)
  }

  @Test("of libsystemd ceases to wait; nothing else is touched")
  func unblocking() throws {
    let theirs = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(theirs) }
    #expect(JournalSocket.unblock(theirs))
    #expect(fcntl(theirs, F_GETFL) & O_NONBLOCK != 0)

    let mailbox = try Mailbox(at: Mailbox.path())
    let connected = try mailbox.connected()
    defer { close(connected) }
    let channels = try Channel.Sort.allCases.map { try Channel($0) }
    for other in channels.map(\.near) + [connected] {
      #expect(!JournalSocket.unblock(other))
      #expect(fcntl(other, F_GETFL) & O_NONBLOCK == 0)
    }
    #expect(!JournalSocket.unblock(-1))
  }
}

extension JournalSocket {
  fileprivate var isReady: Bool {
    if case .ready = condition { true } else { false }
  }
}
