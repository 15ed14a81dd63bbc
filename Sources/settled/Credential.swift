import Glibc

/// A secret that the service manager hands over as a file (`LoadCredential=`), so that it stands in no
/// environment, no command line and no configuration file.
struct Credential {
  static let databasePassword = "settled.database-password"
  /// A password is a line; what is longer is something else.
  private static let largest = 4096

  /// The credential's first line; empty where none was handed over.
  static func read(_ name: String, in directory: String?) throws -> String {
    guard let directory, !directory.isEmpty else { return "" }
    let path = "\(directory)/\(name)"
    guard access(path, F_OK) == 0 else { return "" }
    guard let text = SettingsFile.read(path, atMost: largest) else {
      throw SettingError(
        name: "credential", given: path, allowed: "a file that settled can read, of one line",
        source: .environment)
    }
    return String(text.prefix { !["\n", "\r\n", "\r"].contains($0) })
  }
}
