import Postgres
import Testing

@Suite struct CancellationGuardTests {
  private static let other = Row.cancellation(2, ["communicated_at": "'2020-02-20Z'"])

  private func bench(_ rows: Row...) throws -> Bench {
    var bench = try Bench()
    try bench.run(rows.map(\.insert).joined())
    return bench
  }

  @Test func aSecondLiveCancellationIsRefused() throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1))
    expect(
      bench.refusal(as: "settled_platform", Self.other.insert),
      Refusal(
        "cancellations_one_is_live_per_project",
        "Project 1 already has a live cancellation, number 1."))
    try bench.run("UPDATE cancellations SET status = 'waiting_for_open_orders'")
    #expect(
      bench.refusal(of: Self.other.insert)?.message
        == "Project 1 already has a live cancellation, number 1.")
  }

  @Test(arguments: ["declined_at", "withdrawn_at"])
  func anotherMayFollowOnceTheFactsSaySo(column: String) throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1))
    try bench.run(
      as: "settled_platform",
      "UPDATE cancellations SET \(column) = '2020-02-02Z'; \(Self.other.insert)")
    #expect(try bench.texts("SELECT status FROM cancellations") == ["open", "open"])
    let error = bench.refusal(
      of: "UPDATE cancellations SET \(column) = NULL WHERE cancellation_id = 1")
    #expect(error?.constraint == "cancellations_one_is_live_per_project")
  }

  @Test(arguments: [
    "settled", "declined", "withdrawn", "superseded", "escalated", "out_of_scope",
  ]) func anotherMayFollowAnEndedOne(status: String) throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1))
    let times =
      status == "settled" ? ", effective_at = communicated_at, settled_at = now()" : ""
    try bench.run("UPDATE cancellations SET status = '\(status)'\(times)")
    try bench.run(as: "settled_platform", Self.other.insert)
  }

  @Test(arguments: ["declined", "withdrawn"])
  func acceptedByBothIsFinal(verb: String) throws {
    var bench = try bench(
      .project(1), .order(1),
      .cancellation(
        1,
        [
          "advertiser_accepted_at": "'2020-02-03Z'", "provider_accepted_at": "'2020-02-04Z'",
        ]))
    let update = "UPDATE cancellations SET \(verb)_at ="
    expect(
      bench.refusal(as: "settled_platform", "\(update) '2020-02-04Z'"),
      accepted(at: "2020-02-04", verb))
    try bench.run(as: "settled_platform", "\(update) '2020-02-03 23:59:59.999999Z'")
  }

  @Test(arguments: ["declined", "withdrawn"])
  func acceptedAtOnceIsFinal(verb: String) throws {
    var bench = try bench(
      .project(1), .order(1, ["agreed_at": "'2020-02-01 00:00:00.000001Z'"]), .cancellation(1))
    let update = "UPDATE cancellations SET \(verb)_at ="
    expect(
      bench.refusal(as: "settled_platform", "\(update) '2020-02-01Z'"),
      accepted(at: "2020-02-01", verb))
  }

  @Test func anOrderAgreedWithTheCommunicationCounts() throws {
    var bench = try bench(
      .project(1), .order(1, ["agreed_at": "'2020-02-01Z'"]), .cancellation(1))
    try bench.run("UPDATE cancellations SET declined_at = '2020-02-01Z'")
  }

  @Test(
    arguments: ["declined", "withdrawn"],
    [("advertiser", "provider"), ("provider", "advertiser")])
  func acceptedByTheReceivingPartyIsFinal(verb: String, parties: (String, String)) throws {
    var bench = try bench(
      .project(1, kind: "partner"), .order(1),
      .cancellation(
        1,
        [
          "initiated_by": "'\(parties.0)'", "\(parties.0)_accepted_at": "'2020-02-02Z'",
          "\(parties.1)_accepted_at": "'2020-02-03Z'",
        ]))
    let update = "UPDATE cancellations SET \(verb)_at = '2020-02-05Z'"
    // Until the request is issued, nothing is accepted.
    try bench.run("\(update); UPDATE cancellations SET \(verb)_at = NULL")
    try bench.run("UPDATE cancellations SET request_issued_at = '2020-02-05Z'")
    expect(bench.refusal(as: "settled_platform", update), accepted(at: "2020-02-05", verb))
    try bench.run("UPDATE cancellations SET \(verb)_at = '2020-02-04Z'")
  }

  @Test(arguments: ["advertiser", "provider"])
  func theInitiatorsOwnAcceptanceIsNone(initiator: String) throws {
    var bench = try bench(
      .project(1, kind: "partner"), .order(1),
      .cancellation(
        1,
        [
          "initiated_by": "'\(initiator)'", "request_issued_at": "'2020-02-02Z'",
          "\(initiator)_accepted_at": "'2020-02-02Z'",
        ]))
    try bench.run(
      as: "settled_platform", "UPDATE cancellations SET declined_at = '2020-02-05Z'")
  }

  @Test func anEarlierAcceptanceIsNotForgedUponADecline() throws {
    var bench = try bench(
      .project(1), .order(1), .cancellation(1, ["declined_at": "'2020-02-05Z'"]))
    expect(
      bench.refusal(
        as: "settled_platform",
        """
        UPDATE cancellations SET advertiser_accepted_at = '2020-02-03Z',
                                 provider_accepted_at = '2020-02-04Z'
        """), accepted(at: "2020-02-04", "declined"))
  }

  @Test(arguments: [
    ("settled", "settled"), ("escalated", "escalated"), ("out_of_scope", "out of scope"),
  ]) func anEndedCancellationStays(status: String, words: String) throws {
    var bench = try bench(.project(1), .order(1))
    let times =
      status == "settled"
      ? ["effective_at": "'2020-02-02Z'", "settled_at": "'2020-02-03Z'"] : [:]
    try bench.run(
      Row.cancellation(1, times.merging(["status": "'\(status)'"]) { $1 }).insert)
    expect(
      bench.refusal(
        as: "settled_platform", "UPDATE cancellations SET withdrawn_at = '2020-02-09Z'"),
      Refusal(
        "cancellations_ended_facts_stay",
        "Cancellation 1 is \(words): what was recorded of it can't change any more."))
    expect(
      bench.refusal(
        as: "settled_worker",
        "UPDATE cancellations SET status = 'open', effective_at = NULL, settled_at = NULL"),
      Refusal("cancellations_end_is_final", "Cancellation 1 is \(words) and stays so."))
  }

  @Test func anEscalatedCancellationIsSupersededWithItsProject() throws {
    var bench = try bench(.project(1), .cancellation(1, ["status": "'escalated'"]))
    try bench.run(as: "settled_worker", "UPDATE cancellations SET status = 'superseded'")
  }

  @Test(arguments: ["cancellation_id = 7", "project_id = 2"])
  func aCancellationStaysWhereItIs(change: String) throws {
    var bench = try bench(.project(1), .project(2), .order(1), .cancellation(1))
    expect(
      bench.refusal(of: "UPDATE cancellations SET \(change)"),
      Refusal(
        "cancellations_stay_in_their_project",
        "Cancellation 1 can't change its number or its Project."))
  }

  private func accepted(at day: String, _ verb: String) -> Refusal {
    Refusal(
      "cancellations_accepted_is_final",
      "Cancellation 1 was accepted at \(day) 00:00:00.000000 UTC and can no longer be \(verb).")
  }
}
