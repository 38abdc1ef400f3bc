import Diagnosis
import Testing
import Topology

extension FaultJourney {
  /// The journeys of one topic, which share a playground.
  struct Table: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The number of its first shop; no two shops have the same, so that every one has a name of its own.
    let start: Int
    let journeys: [FaultJourney]
  }

  static let tables = [
    Table(testDescription: "Services", start: 100, journeys: services),
    Table(testDescription: "pods and endpoints", start: 200, journeys: pods),
    Table(testDescription: "doors", start: 300, journeys: doors),
    Table(testDescription: "Ingresses", start: 400, journeys: ingresses),
    Table(testDescription: "rules", start: 500, journeys: rules),
    Table(testDescription: "certificates", start: 600, journeys: certificates),
    Table(testDescription: "policies", start: 700, journeys: policies),
  ]
}
