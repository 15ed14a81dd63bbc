import Foundation

/// A file of settings, which goes with its last reference.
final class ConfigurationFile: Sendable {
  let path = "/tmp/settled-test-\(UUID().uuidString.lowercased()).conf"

  init(_ text: String) throws {
    try write(text)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
