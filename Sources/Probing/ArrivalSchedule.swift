/// When requests are due: a Poisson process for each target, from one seeded source.
///
/// The same seed and the same steps of time give the same arrivals, so that two runs can be compared.
package struct ArrivalSchedule: Sendable {
  private var random: SplitMix64
  /// Seconds until the next arrival of each target.
  private var waits: [Double] = []
  private var rates: [Double] = []

  package init(seed: UInt64) { random = SplitMix64(state: seed) }

  /// Takes new rates a second; targets whose rate stays keep their next arrival.
  package mutating func setRates(_ new: [Double]) {
    let old = (rates, waits)
    rates = new
    waits = []
    for (index, rate) in new.enumerated() {
      let isKept = index < old.0.count && old.0[index] == rate
      waits.append(isKept ? old.1[index] : wait(rate))
    }
  }

  /// Seconds until the next arrival; nil when none will come.
  package var pause: Double? { waits.min().flatMap { $0.isFinite ? $0 : nil } }

  /// Lets time pass and returns the targets that are due, each as often as it is due.
  package mutating func advance(by seconds: Double) -> [Int] {
    var due: [Int] = []
    for index in waits.indices {
      waits[index] -= seconds
      while waits[index] <= 0 {
        due.append(index)
        waits[index] += wait(rates[index])
      }
    }
    return due
  }

  /// An exponentially distributed pause; endless for a rate of 0.
  private mutating func wait(_ rate: Double) -> Double {
    guard rate > 0 else { return .infinity }
    return -Logarithm.natural(1 - random.fraction()) / rate
  }
}

/// A small generator whose whole state is one number (Steele, Lea and Flood: SplitMix).
struct SplitMix64: RandomNumberGenerator, Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of 0…1, 1 left out.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
