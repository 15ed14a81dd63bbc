import ArgumentParser
import Glibc
import Log
import Postgres
import Store

/// The exit codes that the contract names.
enum Exit {
  static let wrongUsage: Int32 = 64
  /// Done, but something is quarantined.
  static let quarantined: Int32 = 65
  /// The database can't be used.
  static let unusable: Int32 = 69
  /// The database can't be reached, or Projects were kept busy: try again later.
  static let tryAgain: Int32 = 75
  static let wrongConfiguration: Int32 = 78
}

/// Something that ends the program: one line on standard error, and an exit code.
struct Failure: Error, CustomStringConvertible {
  let message: String
  let code: Int32
  var description: String { message }

  init(_ message: String, code: Int32) {
    self.message = message
    self.code = code
  }

  init(_ error: any Error) {
    switch error {
    case let error as PostgresError:
      let hint = error.hint.map { " (\($0))" } ?? ""
      let state = error.sqlState.map { " [\($0)]" } ?? ""
      switch error.kind {
      case .again:
        self.init(
          "others were in the way, try again: \(error.message)\(state)", code: Exit.tryAgain)
      case .unreachable, .unanswered, .interrupted:
        self.init("the database can't be reached: \(error.message)\(state)", code: Exit.tryAgain)
      case .unusable, .row:
        self.init(
          "the database can't be used: \(error.message)\(hint)\(state)", code: Exit.unusable)
      }
    case let mismatch as SchemaMismatch:
      self.init(mismatch.description, code: Exit.unusable)
    case let error as SettingError:
      let isUsage = error.source == .commandLine
      self.init(
        error.description, code: isUsage ? Exit.wrongUsage : Exit.wrongConfiguration)
    case let failure as Failure:
      self = failure
    default:
      self.init("\(error)", code: Exit.unusable)
    }
  }
}

/// Runs a command's work and ends the program as the contract says if it fails.
func reportingFailures(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let exit as ExitCode {
    throw exit
  } catch {
    let failure = Failure(error)
    complain(failure.message)
    throw ExitCode(failure.code)
  }
}

/// One line on standard error.
func complain(_ message: String) {
  let line = "settled: \(message)".asOneLine + "\n"
  _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
}

/// What a command has to say, on standard output. A control character that a row or a setting brought
/// along is written out, in the way of JSON, which this may be.
///
/// - Throws: a ``Failure`` if it can't be written: a full disk must not look like a clean run.
func emit(_ text: String) throws {
  var rest = Array((text.withoutControls + "\n").utf8)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBufferPointer { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else {
      throw Failure(
        "standard output can't be written: \(String(cString: strerror(errno)))",
        code: Exit.tryAgain)
    }
    rest = rest.dropFirst(written)
  }
}

extension String {
  /// The same lines, with `\u001B` for what would control a terminal.
  fileprivate var withoutControls: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar != "\n", scalar.isUnprintable {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
