package import Topology

/// An address of a Service that is to be asked whether it answers.
package struct ProbeTarget: Hashable, Sendable {
  /// What is asked of an address.
  package enum Subject: Hashable, Sendable {
    /// A backend: whatever its pod's own readiness asks, or whether it takes a connection.
    case backend
    /// A name: which addresses it has. The port of the address is 0.
    case name
    /// A host: which certificate it shows.
    case certificate
    /// A door: what it answers to a request.
    case request(ProbeRequest)
  }

  /// How many are asked at once and in all.
  package static let mostAtOnce = 16
  package static let mostInAll = 64

  package var subject: Subject
  package var service: NamespacedName
  package var address: BackendAddress
  /// The pod at the address; nil where it belongs to none.
  package var pod: NamespacedName?
  /// What pods of one make share: the UID of their controller, or their own.
  package var template: String

  package init(
    service: NamespacedName, address: BackendAddress, pod: NamespacedName?, template: String,
    subject: Subject = .backend
  ) {
    self.subject = subject
    self.service = service
    self.address = address
    self.pod = pod
    self.template = template
  }
}

/// What one question to a backend brought, and where it was asked from.
package struct ProbeReading: Hashable, Sendable {
  /// From where a backend is asked.
  package enum Vantage: Hashable, Sendable {
    /// This machine, over a connection of its own.
    case here
    /// The API server, through its pod proxy.
    case server
  }

  /// What came.
  package enum Outcome: Hashable, Sendable {
    /// The connection was taken; nothing was asked.
    case open
    /// An HTTP status.
    case status(Int)
    /// What a gRPC health check says.
    case health(isServing: Bool)
    /// The addresses of a name; none where nobody knows it there.
    case resolved([String])
    case refused
    /// Nothing came in time.
    case silent
    /// The address cannot be reached from there: the reason, uncleaned.
    case unroutable(String)
    /// Something else that is no answer: the reason, uncleaned.
    case failed(String)
  }

  package var outcome: Outcome
  package var vantage: Vantage
  /// What was asked: `GET http :8080/readyz`, `TCP :8080`; uncleaned.
  package var question: String
  /// How long it took, in seconds.
  package var duration: Double
  /// When it ended, in seconds since 1970.
  package var time: Double
  /// When the certificate that was shown ends, in seconds since 1970; nil without TLS.
  package var certificateEnd: Double?

  package init(
    _ outcome: Outcome, from vantage: Vantage, question: String, duration: Double, time: Double,
    certificateEnd: Double? = nil
  ) {
    self.outcome = outcome
    self.vantage = vantage
    self.question = question
    self.duration = duration
    self.time = time
    self.certificateEnd = certificateEnd
  }

  /// Whether it is what a working backend answers; nil where the vantage says nothing of the backend.
  ///
  /// As the kubelet counts: 200 to 399 is success.
  package var isWell: Bool? {
    switch outcome {
    case .open: true
    case .status(let code): (200..<400).contains(code)
    case .health(let isServing): isServing
    case .refused, .silent, .failed: false
    // A name of the cluster's own DNS is known inside it only.
    case .resolved(let addresses): addresses.isEmpty ? nil : true
    case .unroutable: nil
    }
  }
}

/// The newest readings of every address that was asked.
package struct ProbeBook: Sendable {
  /// How many readings of an address are kept, and for how many seconds one counts as news.
  package static let kept = 30
  package static let fresh = 20.0

  private var readings: [BackendAddress: [ProbeReading]] = [:]

  package init() {}

  /// The readings of an address, the newest last.
  package func readings(of address: BackendAddress) -> [ProbeReading] { readings[address] ?? [] }

  /// The newest reading of an address, unless it is old.
  package func newest(of address: BackendAddress, now: Double) -> ProbeReading? {
    readings[address]?.last.flatMap { now - $0.time <= Self.fresh ? $0 : nil }
  }

  /// Takes in a reading; addresses that were not asked for ten minutes are forgotten.
  package mutating func note(_ reading: ProbeReading, of address: BackendAddress) {
    readings[address, default: []].append(reading)
    let surplus = (readings[address]?.count ?? 0) - Self.kept
    if surplus > 0 { readings[address]?.removeFirst(surplus) }
    guard readings.count > 500 else { return }
    readings = readings.filter { reading.time - ($0.value.last?.time ?? 0) < 600 }
  }
}
