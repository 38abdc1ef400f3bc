/// Gives every way of every rule of one object an identity of its own.
///
/// Rules may ask for the same host and path and differ in the rest: another priority, or Path in the place of
/// PathPrefix. What is taken gets the number of its rule behind it.
struct TraefikWayNames {
  /// What the last rule that named an identity asks for by it.
  private struct Taken {
    let rule: Int
    var ways: Set<TraefikExpression> = []
  }

  private var taken: [Route.ID: Taken] = [:]
  private var rule = -1
  private var count = 0

  /// The identity of a way, in the order in which they are written; nil for what its rule has stated before.
  mutating func id(of way: TraefikRoute.Way, rule number: Int) -> Route.ID? {
    if number != rule { (rule, count) = (number, 0) }
    count += 1
    let parts = Self.parts(of: way)
    let before = taken[way.id]
    if before?.rule != number { taken[way.id] = Taken(rule: number) }
    guard taken[way.id]?.ways.insert(parts).inserted == true else { return nil }
    guard before != nil else { return way.id }
    var id = way.id
    id.pathType = .implementationSpecific
    id.path = "\(way.id.path) (rule \(number + 1))"
    if taken[id] != nil { id.path = "\(way.id.path) (rule \(number + 1), way \(count))" }
    guard taken[id] == nil else { return nil }
    taken[id] = Taken(rule: number)
    return id
  }

  /// What a way asks for, in whatever order it is written.
  private static func parts(of way: TraefikRoute.Way) -> TraefikExpression {
    guard case .all(let parts)? = way.expression else { return way.expression ?? .all([]) }
    // Every path begins with a slash.
    let anything = TraefikExpression.matcher(TraefikMatcher(name: .pathPrefix, values: ["/"]))
    return .all(Set(parts).subtracting([anything]).sorted { $0.text < $1.text })
  }
}
