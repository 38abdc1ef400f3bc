import Diagnosis
import Testing

/// The engine against the catalogue: what is reported, what is left out, and why.
@Suite struct CatalogueComparisonTests {
  /// Ids that are not reported, each with the reason.
  static let leftOut: [String: String] = {
    var reasons = single
    for id in CatalogueTable.ids(ofTier: 3) where !reported.contains(id) {
      reasons[id] = "Route CRDs, meshes and policies of network plugins belong to issue 5."
    }
    return reasons
  }()

  private static let single = [
    "ingress-namespace-not-watched":
      "Workloads are kept without their arguments, which alone say what a controller watches.",
    "ingress-catch-all-refused":
      "Workloads are kept without their arguments, which alone say that catch-alls are refused.",
    "dns-public-record-mismatch": "It takes a look into the public DNS, which no object shows.",
    "container-not-listening": "It takes a connection to the pod, which no object shows.",
    "netpol-blocks-kubelet-probe":
      "It does not occur: traffic from a pod's own node is always allowed.",
    "netpol-missing-namespace":
      "A manifest's object is put into its namespace before it is kept, so that it equals the cluster's.",
  ]

  private static let reported = Set(FaultCatalogue.all.map(\.id))
  private static let catalogue = Set(CatalogueTable.all.map(\.id))

  @Test func `the table is the catalogue`() {
    #expect(CatalogueTable.all.count == 214 && Self.catalogue.count == 214)
    #expect((1...3).map { CatalogueTable.ids(ofTier: $0).count } == [137, 40, 37])
    let sections = Dictionary(grouping: CatalogueTable.all, by: \.section).mapValues(\.count)
    #expect(
      sections == [
        "1.1": 11, "1.2": 12, "1.3": 37, "1.4": 41, "1.5": 27, "1.6": 25, "1.7": 11, "1.8": 15,
        "1.9": 9, "1.10": 26,
      ])
  }

  @Test func `what the engine reports is in the catalogue, each id once`() {
    #expect(Self.reported.subtracting(Self.catalogue).sorted() == [])
    #expect(FaultCatalogue.all.count == Self.reported.count)
  }

  @Test func `every id of the catalogue is reported or left out, and none both`() {
    let left = Set(Self.leftOut.keys)
    #expect(
      Self.catalogue.subtracting(Self.reported).subtracting(left).sorted() == [],
      "neither reported nor left out")
    #expect(Self.reported.intersection(left).sorted() == [], "reported and left out")
    #expect(left.subtracting(Self.catalogue).sorted() == [], "left out, but not in the catalogue")
  }

  @Test func `every reason is a sentence`() {
    for (id, reason) in Self.leftOut {
      #expect(reason.hasSuffix(".") && reason.first?.isUppercase == true, "\(id): \(reason)")
    }
  }

  @Test func `every id that is reported has a case that shows it`() {
    let shown = Set(FaultFixture.all.map(\.id)).union(TraceCase.roots)
    #expect(Self.reported.subtracting(shown).sorted() == [], "no fixture")
    #expect(shown.subtracting(Self.reported).sorted() == [], "not declared in `reports`")
  }

  @Test func `a fault is never worse than its kind says`() {
    for fixture in FaultFixture.all {
      for fault in FaultFixture.diagnosis(fixture.broken).faults {
        let kind = FaultCatalogue.kind(fault.id)
        #expect(kind.map { fault.grade <= $0.grade } == true, "\(fault.id) is \(fault.grade)")
      }
    }
  }
}
