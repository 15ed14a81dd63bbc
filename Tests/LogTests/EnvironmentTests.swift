import Glibc
import Logging
import Testing

@testable import Log
@testable import Systemd

/// What depends on the environment, of which a process has only one: so one after the other.
@Suite("What the environment says", .serialized)
struct EnvironmentTests {
  /// Sets variables, or removes them, as long as the work lasts.
  private func with<Result>(_ variables: [String: String?], _ work: () throws -> Result) rethrows
    -> Result
  {
    let before = variables.keys.map { ($0, getenv($0).map { String(cString: $0) }) }
    func set(_ name: String, _ value: String?) {
      if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }
    for (name, value) in variables { set(name, value) }
    defer { for (name, value) in before { set(name, value) } }
    return try work()
  }

  // MARK: The service manager

  private func told(_ states: ServiceManager.State...) throws -> String? {
    let mailbox = try Mailbox(at: Mailbox.path())
    with(["NOTIFY_SOCKET": mailbox.path]) {
      let manager = ServiceManager()
      for state in states { manager.tell(state) }
    }
    let first = mailbox.next()
    #expect(states.count > 1 || mailbox.next() == nil, "one message each")
    return first
  }

  @Test(
    "the service manager is told each state in its words",
    arguments: [
      (ServiceManager.State.ready, "READY=1"), (.stopping, "STOPPING=1"), (.watchdog, "WATCHDOG=1"),
      (.extendTimeout(microseconds: 15_000_000), "EXTEND_TIMEOUT_USEC=15000000"),
      (.status("2 Projects due, 東京"), "STATUS=2 Projects due, 東京"),
      (.status("a\nREADY=1\r\nb\u{0}c\u{1B}"), "STATUS=a READY=1  b c "),
    ])
  func states(state: ServiceManager.State, words: String) throws {
    #expect(try told(state) == words)
  }

  @Test("a reload is told with the time at which it began")
  func reloading() throws {
    func now() -> Int64 {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
    let before = now()
    let lines = try #require(try told(.reloading)).split(separator: "\n")
    #expect(lines.first == "RELOADING=1")
    let words = try #require(lines.last).split(separator: "=")
    #expect(words.first == "MONOTONIC_USEC")
    #expect((before...now()).contains(try #require(words.last.flatMap { Int64($0) })))
  }

  @Test("several states are one message")
  func several() throws {
    let mailbox = try Mailbox(at: Mailbox.path())
    with(["NOTIFY_SOCKET": mailbox.path]) {
      ServiceManager().tell(.status("x\u{0}y"), .ready, .watchdog)
    }
    #expect(mailbox.next() == "STATUS=x y\nREADY=1\nWATCHDOG=1")
    #expect(mailbox.next() == nil)
  }

  @Test("a status is never so long that systemd throws it away")
  func longStatus() throws {
    let words = try #require(try told(.status(String(repeating: "東", count: 5000))))
    #expect(words == "STATUS=" + String(repeating: "東", count: 341))
  }

  @Test("nobody needs to listen")
  func alone() {
    with(["NOTIFY_SOCKET": nil]) { ServiceManager().tell(.ready) }
    with(["NOTIFY_SOCKET": "/nowhere/socket"]) { ServiceManager().tell(.ready) }
  }

  @Test("the watchdog's interval is the one meant for this process")
  func watchdog() {
    let own = String(getpid())
    func interval(_ usec: String?, _ pid: String?) -> Int64? {
      with(["WATCHDOG_USEC": usec, "WATCHDOG_PID": pid]) { ServiceManager().watchdogInterval }
    }
    #expect(interval("60000000", own) == 60_000_000)
    #expect(interval("60000000", nil) == 60_000_000)
    #expect(interval("60000000", "1") == nil)
    #expect(interval(nil, own) == nil)
    #expect(interval("soon", own) == nil)
  }

  // MARK: The log

  @Test("standard error is the journal only if it is the very stream")
  func journalStream() {
    var status = stat()
    #expect(fstat(STDERR_FILENO, &status) == 0)
    let own = "\(status.st_dev):\(status.st_ino)"
    func isJournal(_ stream: String?) -> Bool {
      with(["JOURNAL_STREAM": stream]) {
        let logger = Logger(format: .auto, level: .notice)
        #expect(logger.logLevel == .notice)
        #expect((logger.handler is JournalHandler) == Journal.holdsStandardError)
        #expect((logger.handler is TextHandler) != Journal.holdsStandardError)
        return Journal.holdsStandardError
      }
    }
    #expect(isJournal(own))
    for other in [
      nil, "", ":", "\(status.st_dev)", "\(status.st_dev):\(status.st_ino + 1)",
      "\(status.st_dev + 1):\(status.st_ino)", own + ":", own + ":1", "x:y",
    ] {
      #expect(!isJournal(other))
    }
  }

  @Test("the other formats are what they are called")
  func formats() {
    #expect(Logger(format: .journal, level: .info).handler is JournalHandler)
    #expect(Logger(format: .text, level: .info).handler is TextHandler)
    #expect(Logger(format: .json, level: .info).handler is JSONHandler)
  }

  @Test(
    "a terminal gets colours unless it says no",
    arguments: [
      (["NO_COLOR": nil, "TERM": "xterm"] as [String: String?], true),
      (["NO_COLOR": "", "TERM": "xterm"], true), (["NO_COLOR": "1", "TERM": "xterm"], false),
      (["NO_COLOR": nil, "TERM": "dumb"], false),
    ])
  func colours(variables: [String: String?], isColourful: Bool) throws {
    let channel = try Channel(.terminal)
    var logger = with(variables) {
      Logger(label: "test") { _ in TextHandler(to: LineStream(channel.near), drops: Drops()) }
    }
    logger.logLevel = .debug
    logger.debug("a")
    logger.info("b")
    logger.warning("c\u{1B}[0m")
    logger.error("d")
    #expect(
      channel.read()
        == (isColourful
          ? "\u{1B}[2ma\u{1B}[0m\nb\n\u{1B}[33mc\\u{1B}[0m\u{1B}[0m\n\u{1B}[31md\u{1B}[0m\n"
          : "a\nb\nc\\u{1B}[0m\nd\n"))
  }
}
