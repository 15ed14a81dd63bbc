import CLibPQ
import Glibc

/// A request to the server to cancel what a session runs.
@unsafe struct CancelRequest {
  private let request: OpaquePointer

  /// Nil when the session has no connection.
  init?(of session: OpaquePointer) {
    guard let request = unsafe PQgetCancel(session) else { return nil }
    unsafe self.request = request
  }

  /// Sends the request, once, and waits for nothing: libpq waits until the server has closed the
  /// connection on which the request went, and one that hangs never does. So that call has a thread
  /// to itself, which ends with it or with the process. (libpq 17 can do it without.)
  ///
  /// - Returns: a descriptor that comes to its end when the request has, and which the caller closes;
  ///   nil if none was sent.
  func send() -> Int32? {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      unsafe PQfreeCancel(request)
      return nil
    }
    let errand = unsafe Unmanaged.passRetained(Errand(request, end: ends[1]))
    var thread = pthread_t()
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { errand in
      if let errand = unsafe errand {
        unsafe Unmanaged<Errand>.fromOpaque(errand).takeRetainedValue().run()
      }
      return nil
    }
    guard unsafe pthread_create(&thread, nil, body, errand.toOpaque()) == 0 else {
      unsafe errand.takeRetainedValue().drop()
      close(ends[0])
      return nil
    }
    pthread_detach(thread)
    return ends[0]
  }

  /// What the thread takes with it.
  @unsafe private final class Errand {
    private let request: OpaquePointer
    private let end: Int32

    init(_ request: OpaquePointer, end: Int32) {
      unsafe self.request = request
      unsafe self.end = end
    }

    func run() {
      var complaint: [CChar] = Array(repeating: 0, count: 256)
      unsafe PQcancel(request, &complaint, 256)
      unsafe drop()
    }

    func drop() {
      unsafe PQfreeCancel(request)
      unsafe close(end)
    }
  }
}
