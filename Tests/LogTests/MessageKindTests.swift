import Log
import Logging
import Testing

@Suite("Kinds of messages")
struct MessageKindTests {
  @Test("each has a name of its own, in lower snake case")
  func names() {
    #expect(Set(MessageKind.allCases.map(\.rawValue)).count == MessageKind.allCases.count)
    for kind in MessageKind.allCases {
      #expect(kind.rawValue.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil)
    }
  }

  @Test("each has a MESSAGE_ID of its own, of 128 bits")
  func ids() {
    #expect(Set(MessageKind.allCases.map(\.messageID)).count == MessageKind.allCases.count)
    for kind in MessageKind.allCases {
      #expect(kind.messageID.wholeMatch(of: /[0-9a-f]{32}/) != nil)
    }
  }

  @Test("each is as grave as it is")
  func levels() {
    let byLevel = Dictionary(grouping: MessageKind.allCases, by: \.level)
    #expect(byLevel[.debug]?.count == 6)
    #expect(byLevel[.notice] == [.batchRepeated, .projectsBusy])
    #expect(byLevel[.error] == [.reloadRefused, .failed])
    #expect(
      Set(byLevel[.warning] ?? []) == [
        .cancellationEscalated, .quarantined, .databaseAway, .commitUnanswered, .messagesDropped,
      ])
    #expect(byLevel[.info]?.count == 7)
    #expect(byLevel.count == 5)
  }
}
