import ArgumentParser
import Policy
import Store

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a cancellation or an Order: facts, stage, rule, clause and arithmetic.",
    subcommands: [OfCancellation.self, OfOrder.self])

  struct OfCancellation: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancellation",
      abstract: "What was refunded and why, or why it is not settled yet.")

    @OptionGroup var options: MarketOptions
    @Argument(help: "Its number.") var id: Int64
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      try reportingFailures {
        let settings = try options.settings()
        let found = try options.withMarket(settings) { try $0.dossier(ofCancellation: id) }
        let dossier = try known(found, "cancellation", id)
        guard let explanation = CancellationExplanation(id, in: dossier) else {
          throw unknown("cancellation", id)
        }
        try emit(json ? try JSON.text(explanation) : explanation.text)
      }
    }
  }

  struct OfOrder: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "order", abstract: "Where an Order stands, what it was refunded and why.")

    @OptionGroup var options: MarketOptions
    @Argument(help: "Its number.") var id: Int64
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      try reportingFailures {
        let settings = try options.settings()
        let found = try options.withMarket(settings) { try $0.dossier(ofOrder: id) }
        let dossier = try known(found, "order", id)
        guard let explanation = OrderExplanation(id, in: dossier) else {
          throw unknown("order", id)
        }
        try emit(json ? try JSON.text(explanation) : explanation.text)
      }
    }
  }
}

private func unknown(_ subject: String, _ id: Int64) -> Failure {
  Failure("there is no \(subject) \(id) in this market", code: Exit.wrongUsage)
}

private func known(
  _ found: Result<Dossier, DossierGap>, _ subject: String, _ id: Int64
) throws -> Dossier {
  switch found {
  case .success(let dossier): return dossier
  case .failure(.unknown): throw unknown(subject, id)
  case .failure(.illegible(let fault)):
    throw Failure("\(subject) \(id) can't be explained: \(fault.detail)", code: Exit.quarantined)
  }
}
