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
      ("SETTLED_project_id", "SETTLED_PROJECT_ID"), ("a-b.c é\n=x", "A_B_C____X"),
      ("_private", "X_PRIVATE"),
      ("1st", "X1ST"), ("", "X"),
      (String(repeating: "a", count: 70), String(repeating: "A", count: 64)),
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
  }

  @Test("gets a message's kind, priority and fields")
  func message() {
    let journal = Pad()
    let logger = Logger(label: "test") { _ in JournalHandler(to: journal, drops: Drops()) }
    logger.report(
      .quarantined, "Order 7\nin quarantine",
      ["subject": "order", "subject_id": .stringConvertible(7), "code": "no\nsense"])
    logger.info("no kind")
    #expect(
      journal.entries == [
        [
          "MESSAGE=Order 7 in quarantine", "MESSAGE_ID=9128a866a50449a184f4e0231193ef3f",
          "PRIORITY=4", "SYSLOG_IDENTIFIER=settled", "SETTLED_KIND=quarantined",
          "SETTLED_CODE=no\nsense", "SETTLED_SUBJECT=order", "SETTLED_SUBJECT_ID=7",
        ],
        ["MESSAGE=no kind", "PRIORITY=6", "SYSLOG_IDENTIFIER=settled"],
      ])
  }

  @Test("that is full loses messages, and is told how many as soon as it can be")
  func full() throws {
    let journal = Pad()
    let channel = try Channel(.pipe)
    let logger = Logger(label: "test") { _ in
      JournalHandler(to: journal, otherwise: LineStream(channel.near), drops: Drops())
    }
    journal.outcome = .full
    for _ in 0..<3 { logger.info("lost") }
    #expect(channel.read().isEmpty)
    #expect(journal.waits == 1, "in vain, so not again")
    journal.outcome = .written
    logger.info("back")
    #expect(
      journal.entries == [
        [
          "MESSAGE=3 messages were dropped: nobody read the log",
          "MESSAGE_ID=b07418a36ada490697ffa96fa2fc337b", "PRIORITY=4", "SYSLOG_IDENTIFIER=settled",
          "SETTLED_KIND=messages_dropped", "SETTLED_DROPPED=3",
        ], ["MESSAGE=back", "PRIORITY=6", "SYSLOG_IDENTIFIER=settled"],
      ])
    journal.outcome = .full
    logger.info("lost")
    #expect(journal.waits == 2, "it had been read again")
  }

  @Test("that isn't there is replaced by standard error")
  func missing() throws {
    let channel = try Channel(.pipe)
    let logger = Logger(label: "test") { _ in
      JournalHandler(
        to: Journal(path: "/nowhere/socket"), otherwise: LineStream(channel.near), drops: Drops())
    }
    logger.report(.ready, "Ready")
    #expect(channel.read() == "<6>Ready\n")
  }
}

/// A journal that can be told how to behave.
private final class Pad: EntryWriter {
  private struct State {
    var outcome = Journal.Outcome.written
    var entries: [[String]] = []
    var waits = 0
  }

  private let state = Mutex(State())

  var outcome: Journal.Outcome {
    get { state.withLock(\.outcome) }
    set { state.withLock { $0.outcome = newValue } }
  }

  var entries: [[String]] { state.withLock(\.entries) }
  var waits: Int { state.withLock(\.waits) }

  func write(_ entry: JournalEntry) -> Journal.Outcome {
    state.withLock { state in
      if state.outcome == .written {
        state.entries.append(entry.fields.map { String(decoding: $0, as: UTF8.self) })
      }
      return state.outcome
    }
  }

  func waitForRoom(milliseconds: Int32) -> Journal.Room {
    state.withLock { $0.waits += 1 }
    return .full
  }
}

@Suite("The journal's socket")
struct JournalSocketTests {
  @Test("is looked at without waiting, and without being mistaken when it is made anew")
  func condition() throws {
    let path = Mailbox.path()
    let socket = JournalSocket(path: path)
    #expect(socket.look() == .unavailable)
    var mailbox: Mailbox? = try Mailbox(at: path)
    #expect(socket.isReady)
    try mailbox?.fill()
    #expect(isDonePromptly { _ = socket.look() })
    #expect(socket.look() == .full)
    let journal = Journal(path: path)
    #expect(journal.write(JournalEntry()) == .full)
    #expect(isDonePromptly { _ = journal.waitForRoom(milliseconds: 1) })
    #expect(journal.waitForRoom(milliseconds: 1) == .full)
    mailbox?.empty()
    #expect(journal.waitForRoom(milliseconds: 1) == .ready)
    #expect(socket.isReady)
    try mailbox?.fill()
    mailbox = nil
    #expect(socket.look() == .unavailable, "nobody listens")
    unlink(path)
    mailbox = try Mailbox(at: path)
    #expect(socket.isReady)
  }

  @Test("is out of reach at a path that no socket can have")
  func longPath() {
    #expect(JournalSocket(path: "/" + String(repeating: "x", count: 200)).look() == .unavailable)
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
    if case .ready = look() { true } else { false }
  }
}
