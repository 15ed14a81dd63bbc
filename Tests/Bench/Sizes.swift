import ArgumentParser

/// How much is measured with.
struct Sizes: ParsableArguments {
  @Option(help: "Orders that are due: approvals.") var orders = 200_000
  @Option(help: "Accepted cancellations, of three Orders each: settlements.")
  var cancellations = 100_000
  @Option(help: "Orders that are finished: idle.") var finished = 10_000_000
  @Option(help: "Cancellations that wait for Open Orders: idle.") var waiting = 1_000_000
  @Option(help: "Orders of 14 days, due at once: memory.") var backlog = 1_000_000
  @Option(help: "Orders of a huge Project: giant.") var giant = 100_000
  @Option(help: "Acceptances that are followed to their credit: latency.") var acceptances = 300
  @Option(help: "How often each of what is compared runs.") var rounds = 5

  /// All of them, by name.
  var all: [String: Int] {
    [
      "orders": orders, "cancellations": cancellations, "finished": finished, "waiting": waiting,
      "backlog": backlog, "giant": giant, "acceptances": acceptances, "rounds": rounds,
    ]
  }

  func validate() throws {
    guard all.allSatisfy({ $0.key == "rounds" ? $0.value > 0 : $0.value >= 10 }) else {
      throw ValidationError("A size is at least 10, and there is at least one round.")
    }
  }
}
