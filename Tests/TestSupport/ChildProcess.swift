package import Foundation
import Synchronization

/// A child process that holds no file of its parent but the three that it is given.
///
/// Foundation's `Process` lets a child inherit the pipes of its siblings, so that a server which one test starts
/// keeps the output of another open; and NIO's sockets are inherited too, so that a port stays open after its
/// server is gone. Here everything above standard error is closed in the child.
package final class ChildProcess: Sendable {
  /// The system refused to start it.
  package struct NotStarted: Error, CustomStringConvertible {
    package let description: String
  }

  /// Its process id.
  package let id: Int32
  private let ending = Mutex<Int32?>(nil)
  /// Held while a pipe is made and while a child starts.
  fileprivate static let starting = Mutex<Void>(())

  /// Starts a program; a name without a slash is looked up in `PATH`.
  ///
  /// The descriptors stay the caller's.
  package init(
    _ command: String, _ arguments: [String], environment: [String: String]? = nil,
    input: Int32, output: Int32, errors: Int32
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (own, standard) in [(input, 0), (output, 1), (errors, 2)] {
      posix_spawn_file_actions_adddup2(&actions, own, Int32(standard))
    }
    for descriptor in Self.openDescriptors where descriptor > 2 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
    var id: pid_t = 0
    let code = Self.withStrings([command] + arguments) { words in
      Self.withStrings(variables) { variables in
        Self.starting.withLock { _ in
          posix_spawnp(&id, command, &actions, &attributes, words, variables)
        }
      }
    }
    guard code == 0 else {
      throw NotStarted(description: "\(command): \(String(cString: strerror(code)))")
    }
    self.id = id
  }

  private static var openDescriptors: [Int32] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return (names ?? []).compactMap { Int32($0) }
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  /// Waits for its end; a death by signal N is 128 + N, as a shell says it.
  @discardableResult
  package func wait() -> Int32 {
    ending.withLock { known in
      if let known { return known }
      var status: Int32 = 0
      while waitpid(id, &status, 0) == -1, errno == EINTR {}
      let signal = status & 0x7F
      let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
      known = code
      return code
    }
  }

  /// Sends a signal to it, unless it has ended.
  package func signal(_ signal: Int32) {
    ending.withLock { if $0 == nil { kill(id, signal) } }
  }
}

/// A pipe whose ends no other child inherits.
package struct ChildPipe: Sendable {
  package let reading: FileHandle
  package let writing: FileHandle

  /// Makes it.
  package init() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    let isMade = ChildProcess.starting.withLock { _ in
      pipe(&ends) == 0 && ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }
    guard isMade else {
      throw ChildProcess.NotStarted(description: String(cString: strerror(errno)))
    }
    reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  /// What comes next, without holding up the caller's thread; empty at the end.
  package func next() async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: String(decoding: reading.availableData, as: UTF8.self))
      }
    }
  }
}
