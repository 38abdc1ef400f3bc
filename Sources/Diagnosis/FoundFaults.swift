import HashTreeCollections
import Topology

/// The faults that were found, by object: a value on persistent collections, since every picture holds a copy.
struct FoundFaults: Sendable {
  /// What one family found of one object.
  private struct Part: Sendable {
    let family: Int
    var faults: [Fault]
  }

  /// All of one object, with their grades: lists of everything ask for those alone.
  private struct Entry: Sendable {
    let parts: [Part]
    let worst: Fault.Grade
    /// The grades of those that follow from no other object's.
    let own: [Fault.Grade]

    /// nil without parts.
    init?(_ parts: [Part]) {
      let faults = parts.flatMap(\.faults)
      guard let worst = faults.map(\.grade).max() else { return nil }
      (self.parts, self.worst) = (parts, worst)
      own = faults.filter { $0.cause == nil }.map(\.grade)
    }
  }

  private var byObject: TreeDictionary<ObjectReference, Entry> = [:]
  /// By id, then by namespace.
  private var objectsByID:
    TreeDictionary<String, TreeDictionary<String, TreeSet<ObjectReference>>> =
      [:]
  /// How many there are of each severity.
  private(set) var counts: [Fault.Severity: Int] = [:]

  /// The faults of an object in the order of the families.
  subscript(object: ObjectReference) -> [Fault] {
    byObject[object]?.parts.flatMap(\.faults) ?? []
  }

  /// The worst grade of an object; nil without faults.
  func grade(of object: ObjectReference) -> Fault.Grade? { byObject[object]?.worst }

  /// The grades of an object's faults that follow from no other object's.
  func ownGrades(of object: ObjectReference) -> [Fault.Grade] { byObject[object]?.own ?? [] }

  /// All faults, unordered.
  var all: [Fault] { byObject.values.flatMap { $0.parts.flatMap(\.faults) } }

  /// The objects with a fault of this id, unordered.
  func objects(with id: String) -> [ObjectReference] {
    (objectsByID[id] ?? [:]).values.flatMap { $0 }
  }

  /// The objects of a namespace with a fault of this id, unordered.
  func objects(with id: String, in namespace: String) -> [ObjectReference] {
    Array(objectsByID[id]?[namespace] ?? [])
  }

  /// The namespaces with objects that have a fault of this id, unordered.
  func namespaces(with id: String) -> [String] { Array((objectsByID[id] ?? [:]).keys) }

  /// The subjects of a family that have faults, unordered; walks everything.
  func subjects(of family: Int) -> [ObjectReference] {
    byObject.compactMap { object, entry in
      entry.parts.contains { $0.family == family } ? object : nil
    }
  }

  /// Puts what a family finds of an object in the place of what it found before, and says whether that differs.
  mutating func replace(
    _ faults: [Fault], of object: ObjectReference, family: Int
  ) -> Bool {
    let parts = byObject[object]?.parts ?? []
    let old = parts.first { $0.family == family }?.faults ?? []
    guard old != faults else { return false }
    var kept = parts.filter { $0.family != family }
    if !faults.isEmpty {
      let place = kept.firstIndex { $0.family > family } ?? kept.endIndex
      kept.insert(Part(family: family, faults: faults), at: place)
    }
    byObject[object] = Entry(kept)
    for fault in old { counts[fault.severity, default: 0] -= 1 }
    for fault in faults { counts[fault.severity, default: 0] += 1 }
    let ids = Set(kept.flatMap { $0.faults.map(\.id) })
    let namespace = object.name.namespace
    for id in Set(old.map(\.id)).subtracting(ids) {
      objectsByID[id]?[namespace]?.remove(object)
      if objectsByID[id]?[namespace]?.isEmpty == true { objectsByID[id]?[namespace] = nil }
      if objectsByID[id]?.isEmpty == true { objectsByID[id] = nil }
    }
    for fault in faults {
      objectsByID[fault.id, default: [:]][namespace, default: []].insert(object)
    }
    return true
  }
}
