import Log
import Testing

@Suite("Kinds of messages")
struct MessageKindTests {
  @Test("each has a name of its own")
  func names() {
    #expect(Set(MessageKind.allCases.map(\.rawValue)).count == MessageKind.allCases.count)
  }
}
