import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The files that a playground writes for its clients, and takes away again.
struct PlaygroundFiles {
  /// Where the kubeconfig is.
  let kubeconfig: String
  /// Where the authority's certificate is.
  let authority: String
  private let folder: String?

  /// Chooses the places; without a wish they are in a folder that only the user can read.
  init(kubeconfig: String?) throws {
    if let kubeconfig {
      self.kubeconfig = kubeconfig
      authority = "\(kubeconfig).ca.crt"
      folder = nil
      return
    }
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_RUNTIME_DIR"] ?? environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(base)/sluice-XXXXXX".utf8CString)
    let made: String? = template.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return nil }
      return String(cString: start)
    }
    guard let made else {
      throw Playground.StartFailure(
        description: "cannot make a folder in \(base) for the kubeconfig: "
          + "\(String(cString: strerror(errno))); set TMPDIR to a folder that you may write to")
    }
    folder = made
    self.kubeconfig = "\(made)/kubeconfig"
    authority = "\(made)/ca.crt"
  }

  /// Writes both.
  func write(_ access: AccessFile) throws {
    try access.write(to: kubeconfig)
    try Data(access.authorityPEM.utf8).write(to: URL(filePath: authority))
  }

  /// Takes both away, and the folder if it was made for them.
  func remove() {
    unlink(kubeconfig)
    unlink(authority)
    if let folder { rmdir(folder) }
  }
}
