import Foundation
import Glibc

/// A program with its arguments, to be run as a child.
///
/// What it writes goes to files without a name rather than into pipes, which no daemon that it
/// leaves behind can keep open.
struct Program {
  /// The path of the program and its arguments.
  let words: [String]

  /// Runs the program to its end and returns what it wrote to its standard output.
  func run(input: String = "") throws -> String {
    let streams = try [Scratch(input), Scratch(), Scratch()]
    let child = try Child(words, streams: streams.map(\.descriptor))
    let status = child.wait()
    guard status == 0 else {
      throw ProgramFailure(words: words, status: status, standardError: streams[2].contents)
    }
    return streams[1].contents
  }
}

/// A program did not do what it was run for.
package struct ProgramFailure: Error, CustomStringConvertible {
  /// The path of the program and its arguments.
  package let words: [String]
  /// The status as `wait` tells it; 0 when the program was not even started.
  package let status: Int32
  /// What it had to say.
  package let standardError: String

  /// The command, its status and its last words.
  package var description: String {
    "\(words.joined(separator: " ")): status \(status): \(standardError)"
  }
}

/// A file without a name, which vanishes with its last descriptor.
package final class Scratch: Sendable {
  package let descriptor: Int32

  package init(_ contents: String = "") throws {
    let path = "/tmp/settled-\(UUID().uuidString)"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    unlink(path)
    let handle = FileHandle(fileDescriptor: descriptor)
    try handle.write(contentsOf: Data(contents.utf8))
    try handle.seek(toOffset: 0)
  }

  deinit {
    close(descriptor)
  }

  /// All that stands in the file. A child that still writes shares the descriptor's place in it,
  /// which stays where it is.
  package var contents: String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = pread(descriptor, &buffer, buffer.count, bytes.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }
}
