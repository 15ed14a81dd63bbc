import Policy
import Testing

/// The refund table of Partner Projects, once no Order is open.
@Suite struct PartnerRefundTests {
  private static let both: [Cancellation.Initiator] = [.advertiser, .provider]

  @Test("Everything was delivered: nothing goes back", arguments: both)
  func allDelivered(_ initiator: Cancellation.Initiator) {
    let orders = [
      Sample.delivery(10, completed: .day(3)), Sample.delivery(11, completed: .day(5)),
    ]
    let cancellation = Sample.cancellation(by: initiator, at: .day(5))
    let advance = Sample.partner(orders, cancellation).advance(to: .day(5))
    #expect(advance.rules == [.delivered, .delivered])
    #expect(advance.refunds == [0, 0])
    #expect(advance.events.last?.settlement?.cancelledOrderIDs == [])
  }

  @Test("Nothing was started: all goes back", arguments: both)
  func nothingStarted(_ initiator: Cancellation.Initiator) {
    let orders = [Sample.delivery(10, started: nil, paid: 700), Sample.proposed(11, paid: 3)]
    let cancellation = Sample.cancellation(by: initiator, at: .day(5))
    let advance = Sample.partner(orders, cancellation).advance(to: .day(5))
    #expect(advance.rules == [.notStarted, .notStarted])
    #expect(advance.refunds == [700, 3])
    #expect(advance.events.last?.settlement?.cancelledOrderIDs == [10, 11])
  }

  @Test("Some were delivered: what was paid for the others goes back", arguments: both)
  func someDelivered(_ initiator: Cancellation.Initiator) {
    let orders = [
      Sample.delivery(10, started: nil, paid: 700), Sample.delivery(11, completed: .day(5)),
      Sample.proposed(12, paid: 3),
    ]
    let cancellation = Sample.cancellation(by: initiator, at: .day(5))
    let advance = Sample.partner(orders, cancellation).advance(to: .day(5))
    #expect(advance.rules == [.outstandingBalance, .delivered, .outstandingBalance])
    #expect(advance.refunds == [700, 0, 3])
    #expect(advance.events.last?.settlement?.creditMinor == 703)
  }

  @Test("An Order cancelled before the effect counts for nothing")
  func cancelledBefore() {
    let orders = [
      Sample.delivery(10, started: nil), Sample.cancelled(Sample.delivery(11), at: .day(5)),
    ]
    let advance = Sample.partner(orders, Sample.cancellation(at: .day(5))).advance(to: .day(5))
    #expect(advance.lines.map(\.orderID) == [10])
    #expect(advance.rules == [.notStarted])
  }

  @Test("The stage when it was communicated plays no part")
  func onlyTheEffectCounts() {
    let order = Sample.delivery(started: .day(2), completed: .day(8))
    let cancellation = Sample.cancellation(by: .provider, at: .day(3), accepted: .day(9))
    let advance = Sample.partner([order], cancellation).advance(to: .day(9))
    #expect(advance.names == ["settled 20"])
    #expect(advance.rules == [.delivered])
  }
}
