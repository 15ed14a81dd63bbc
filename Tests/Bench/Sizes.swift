import ArgumentParser

/// How much is measured with.
struct Sizes: ParsableArguments {
  @Option(help: "Orders that are due: approvals.") var orders = 200_000
  @Option(help: "Accepted cancellations, of three Orders each: settlements.")
  var cancellations = 100_000
  @Option(help: "Orders that are finished: idle.") var finished = 10_000_000
  @Option(help: "Cancellations that wait for Open Orders: idle.") var waiting = 1_000_000
  @Option(help: "How often each of what is compared runs.") var rounds = 5

  /// All of them, by name.
  var all: [String: Int] {
    [
      "orders": orders, "cancellations": cancellations, "finished": finished, "waiting": waiting,
      "rounds": rounds,
    ]
  }

  func validate() throws {
    guard [orders, cancellations, finished, waiting].allSatisfy({ $0 >= 100 }), rounds > 0 else {
      throw ValidationError("A size is at least 100, and there is at least one round.")
    }
  }
}
