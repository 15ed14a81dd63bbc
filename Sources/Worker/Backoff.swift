/// How long to wait before the next try: twice as long each time, up to a limit, and never the same
/// for two workers that lost the same server.
struct Backoff {
  static let first: Duration = .milliseconds(200)
  static let longest: Duration = .seconds(10)

  private var ceiling = Self.first

  /// The next delay: at random between a half and the whole of what it may be now.
  mutating func next() -> Duration {
    defer { ceiling = min(ceiling * 2, Self.longest) }
    return ceiling * Double.random(in: 0.5...1)
  }
}
