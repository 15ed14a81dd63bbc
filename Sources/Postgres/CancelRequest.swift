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
  func send() {
    var thread = pthread_t()
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { request in
      let request = OpaquePointer(request)
      var complaint: [CChar] = Array(repeating: 0, count: 256)
      unsafe PQcancel(request, &complaint, 256)
      unsafe PQfreeCancel(request)
      return nil
    }
    let started = unsafe pthread_create(&thread, nil, body, UnsafeMutableRawPointer(request)) == 0
    if started {
      pthread_detach(thread)
    } else {
      unsafe PQfreeCancel(request)
    }
  }
}
