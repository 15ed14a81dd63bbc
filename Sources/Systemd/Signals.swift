internal import CSystemd
internal import Glibc

/// The signals that a service answers to, as something to be read instead of something that
/// interrupts: they wait in a descriptor until the loop has time for them.
package final class Signals {
  package enum Signal: Equatable, Sendable {
    /// SIGTERM or SIGINT.
    case stop
    /// SIGHUP.
    case reload
  }

  /// Readable while a signal waits.
  package let descriptor: Int32

  /// Takes the signals out of the hands of the kernel for this process and its threads to come.
  /// SIGPIPE too: what can't be written is told by the write.
  package init() {
    var mask = sigset_t()
    unsafe sigemptyset(&mask)
    for signal in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&mask, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
    signal(SIGPIPE, SIG_IGN)
    descriptor = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard descriptor >= 0 else { fatalError("signalfd has no descriptor left to give") }
  }

  deinit { close(descriptor) }

  /// The next signal that waits; nil if none does.
  package func next() -> Signal? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard unsafe read(descriptor, &info, size) == size else { return nil }
    return info.ssi_signo == UInt32(SIGHUP) ? .reload : .stop
  }
}
