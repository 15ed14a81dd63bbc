/// What can be set, by its name on the command line and in the configuration file.
enum Setting: String, CaseIterable {
  case database
  case schema
  case batchSize = "batch-size"
  case pollInterval = "poll-interval"
  case processingTime = "processing-time"
  case logFormat = "log-format"
  case logLevel = "log-level"

  /// Its name in the environment: `SETTLED_BATCH_SIZE`.
  var environmentName: String {
    "SETTLED_" + rawValue.uppercased().replacing("-", with: "_")
  }
}

/// A value that makes no sense: what it was for, what was given, what is allowed, and where it stood.
struct SettingError: Error, CustomStringConvertible {
  enum Source: Equatable {
    case commandLine
    case environment
    case file(String)
  }

  let name: String
  /// Nil where it is not to be shown.
  let given: String?
  let allowed: String
  let source: Source

  var description: String {
    let place =
      switch source {
      case .commandLine: "on the command line"
      case .environment: "in the environment"
      case .file(let path): "in \(path)"
      }
    let verdict = given.map { "is “\($0)”, which makes no sense" } ?? "is wrong"
    return "\(name) \(place) \(verdict): it must be \(allowed)"
  }
}
