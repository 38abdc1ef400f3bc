import Actions
import Diagnosis
import Foundation
import Kubernetes
import Language
import Playground
import State
import TestSupport
import Testing
import Topology

/// In a running playground: what breaks it is found within a second, predicted as clients have it, and mended.
@Suite(.serialized, .realTime) struct FaultJourneyTests {
  @Test(arguments: FaultJourney.tables)
  func `a fault is found at its hop, predicted as a client has it, and mended`(
    _ table: FaultJourney.Table
  ) async throws {
    let shops = table.journeys.indices.map { JourneyShop(table.start + $0) }
    try await JourneyFixture.running(shops) { fixture in
      var compared = 0
      var late: [String] = []
      for (journey, shop) in zip(table.journeys, shops) {
        var traveller = JourneyTraveller(journey: journey, shop: shop, fixture: fixture)
        do { try await traveller.travel() } catch {
          Issue.record("\(journey.testDescription): \(error)")
        }
        compared += traveller.compared
        if let words = traveller.late { late.append(words) }
      }
      // Each is compared when it is healthy, when it is broken and when it is mended.
      #expect(compared == 3 * table.journeys.count)
      // A machine that does much else may stop for a moment, but not at every fault.
      #expect(late.count <= 1, "\(late.joined(separator: "; "))")
    }
  }

  @Test func `the journeys are of more than forty faults of the catalogue`() {
    let journeys = FaultJourney.tables.flatMap(\.journeys)
    let faults = Set(journeys.filter { $0.hop != nil }.map(\.fault))
    #expect(faults.count >= 40, "\(faults.count)")
    #expect(journeys.count >= 60, "\(journeys.count)")
    #expect(journeys.count { $0.mend == .remedy } >= 40)
    for journey in journeys {
      #expect(FaultCatalogue.kind(journey.fault) != nil, "\(journey.fault)")
    }
  }
}

/// Goes one journey: a healthy shop, its fault, and back.
struct JourneyTraveller: Sendable {
  let journey: FaultJourney
  var shop: JourneyShop
  let fixture: JourneyFixture
  /// How often the status of a trace was that of a real request, as the journey asks for.
  private(set) var compared = 0
  /// What is said of a fault that took longer to be seen than it may; nothing where it was in time.
  private(set) var late: String?

  init(journey: FaultJourney, shop: JourneyShop, fixture: JourneyFixture) {
    self.journey = journey
    self.shop = shop
    self.fixture = fixture
  }

  /// What is seen of a shop at one moment.
  private struct View: CustomStringConvertible {
    let sight: WatchedCluster.Sight
    let trace: Trace
    let fault: Fault?
    let real: JourneyReply

    var predicted: JourneyReply { JourneyReply(predictedBy: trace) }

    var description: String {
      let hops = trace.hops.map { "\($0.hop) \($0.state) \($0.fault ?? ""): \($0.says.english)" }
      return """
        real \(real), predicted \(predicted), root \(trace.rootCause ?? "none")
        \(hops.joined(separator: "\n"))
        """
    }
  }

  private func look() async throws -> View {
    let sight = await fixture.cluster.sight
    let trace = sight.trace(try fixture.traced(journey.request, of: shop, sight))
    let fault = (sight.diagnosis.faults + trace.faults).first { journey.isAbout($0, in: shop) }
    let real = await fixture.reply(to: journey.request, of: shop, sight)
    return View(sight: sight, trace: trace, fault: fault, real: real)
  }

  /// Looks until what is seen is as it should be; the last view tells what is not.
  private mutating func expect(
    _ what: String, within seconds: Double, _ holds: (View) -> Bool
  ) async throws -> View? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let view = try await look()
      if holds(view) {
        compared += 1
        return view
      }
      if ContinuousClock.now > deadline {
        let known = view.sight.diagnosis.faults.filter {
          $0.object.name.namespace == shop.namespace || $0.object.kind == "IngressClass"
        }.map { "\($0.id) \($0.grade) \($0.object)" }
        Issue.record(
          "\(journey.testDescription): \(what)\n\(view)\nfaults \(known.joined(separator: ", "))")
        return nil
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  mutating func travel() async throws {
    shop.identities = try Self.identities
    shop.pods = try await settled()
    for edit in try journey.given(shop) { _ = try await fixture.perform(edit, in: shop) }
    shop.pods = try await settled()
    guard
      try await expect(
        "the shop is not healthy", within: 10,
        {
          $0.fault == nil && $0.real == .status(200) && $0.predicted == .status(200)
        }) != nil
    else { return }
    var inverse: [WriteRequest] = []
    for edit in try journey.breaks(shop) {
      inverse += try await fixture.perform(edit, in: shop)
    }
    let start = ContinuousClock.now
    let broken = try await expect("the fault is not seen", within: 5, isBroken)
    if broken != nil {
      let taken = ContinuousClock.now - start
      if taken >= .seconds(journey.patience) {
        late = "\(journey.testDescription) was seen after \(taken)"
      }
    }
    try await mend(broken, inverse)
    _ = try await expect("the mend does not help", within: 10) { view in
      view.fault == nil && view.real == .status(200) && view.predicted == .status(200)
        && view.trace.verdict != .fault
    }
    _ = try await fixture.api.perform(
      WriteRequest(.delete, .namespace, NamespacedName("", shop.namespace), body: [:]))
  }

  /// Whether everything is as the journey says.
  private func isBroken(_ view: View) -> Bool {
    guard view.fault != nil, view.predicted == journey.reply, view.real == journey.reply,
      view.trace.broken?.hop == journey.hop
    else { return false }
    guard journey.reply != .status(200) else { return true }
    return view.trace.rootCause == journey.root ?? journey.fault
  }

  /// Applies the offered fixes as the console does, else the inverse; what has no namespace is always put back.
  private func mend(_ broken: View?, _ inverse: [WriteRequest]) async throws {
    let isUndone = journey.mend == .undo || broken == nil
    if !isUndone {
      var applied = 0
      try await fixture.eventually("the offered fixes of \(journey.testDescription)") {
        let view = try await look()
        if applied > 0, view.fault == nil, view.real == .status(200) { return true }
        if try await isFixed(in: view) { applied += 1 }
        return false
      }
      #expect(applied > 0, "\(journey.testDescription)")
    }
    for write in inverse.reversed() where isUndone || !write.kind.isNamespaced {
      _ = try await fixture.api.perform(write)
    }
  }

  /// The fix that a fault offers, else the one of what it follows from.
  private func offered(in view: View) -> FaultRemedy? {
    if let remedy = view.fault?.remedy { return remedy }
    let causes = Set([view.trace.rootCause, view.fault?.cause].compactMap(\.self))
    let faults = view.sight.diagnosis.faults + view.trace.faults
    // The causes that the fault names, then what these follow from.
    let named = faults.filter {
      $0.object.name.namespace == shop.namespace && causes.contains($0.id)
    }
    let further = Set(named.compactMap(\.cause))
    return named.lazy.compactMap(\.remedy).first
      ?? faults.lazy.filter {
        $0.object.name.namespace == shop.namespace && further.contains($0.id)
      }.compactMap(\.remedy).first
  }

  /// Applies the fix that is offered; not if the object has changed meanwhile, as a controller does it.
  private func isFixed(in view: View) async throws -> Bool {
    guard let remedy = offered(in: view) else { return false }
    let context = PlanContext(inventory: view.sight.inventory, routing: view.sight.routes)
    // What is there already is no plan: the cluster has not told of it yet.
    guard let write = try? Proposal(remedy).plan(in: context).write else { return false }
    do {
      _ = try await fixture.api.perform(write)
      return true
    } catch let error where Self.isOvertaken(error) {
      return false
    }
  }

  /// Whether a write met another object than it was planned for: another version, or a `test` of its patch that fails.
  private static func isOvertaken(_ error: ClientError) -> Bool {
    guard let status = error.status else { return false }
    return status.code == 409
      || status.code == 422 && status.message.hasPrefix("the server rejected our request")
  }

  /// Certificates that are good for every shop, or for none.
  private static var identities: [JourneyShop.Identity: JSONValue] {
    get throws {
      func data(_ identity: CertificateAuthority.Identity) -> JSONValue {
        func text(_ value: String) -> JSONValue {
          .string(Data(value.utf8).base64EncodedString())
        }
        return ["tls.crt": text(identity.certificatePEM), "tls.key": text(identity.keyPEM)]
      }
      let names = ["*.test"]
      let now = Date().timeIntervalSince1970
      return [
        .good: data(try CertificateAuthority(now: now).issue(for: names)),
        .expired: data(try CertificateAuthority(now: 1_000_000_000).issue(for: names)),
        .ofOtherHost: data(try CertificateAuthority(now: now).issue(for: ["other.example"])),
      ]
    }
  }

  /// The shop's pods, once all are ready and none is of an earlier template.
  private func settled() async throws -> [Pod] {
    var pods: [Pod] = []
    try await fixture.eventually("ready pods in \(shop.namespace)") {
      let web = await fixture.playground.store.get(
        .deployment, NamespacedName(shop.namespace, "web"))
      guard let web, isRolledOut(web) else { return false }
      pods = await fixture.cluster.sight.inventory.pods(
        in: shop.namespace, matching: ["app": "web"])
      let count = Int(web["spec"]["replicas"].integer ?? 0)
      return pods.count >= count && pods.allSatisfy { $0.isReady && !$0.metadata.isDeleting }
    }
    return pods
  }

  private func isRolledOut(_ deployment: JSONValue) -> Bool {
    let status = deployment["status"]
    let wanted = deployment["spec"]["replicas"]
    return status["observedGeneration"] == deployment["metadata"]["generation"]
      && ["replicas", "updatedReplicas", "readyReplicas"].allSatisfy { status[$0] == wanted }
  }
}
