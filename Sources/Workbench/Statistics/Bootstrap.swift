import Numerics

/// A 95 % interval of a statistic by the percentile bootstrap (B. Efron, Ann. Statist. 7, 1979), from 1000 samples drawn with a
/// fixed seed, so that a report is the same each time.
///
/// Each group (the runs of a problem) is drawn from by itself; groups of one value are drawn from together, since nothing is known
/// of how they vary.
func bootstrapInterval(_ groups: [[Double]], seed: UInt64 = 0, _ statistic: ([Double]) -> Double) -> ClosedRange<Double>? {
  let groups = groups.allSatisfy { $0.count <= 1 } ? [groups.flatMap { $0 }] : groups
  guard groups.contains(where: { $0.count > 1 }) else { return nil }
  var random = RandomSource(seed: seed)
  var sample: [Double] = []
  var values: [Double] = []
  for _ in 0..<1000 {
    sample.removeAll(keepingCapacity: true)
    for group in groups { for _ in group.indices { sample.append(group[random.integer(below: group.count)]) } }
    let value = statistic(sample)
    if !value.isNaN { values.append(value) }
  }
  values.sort()
  let (low, high) = (quantile(values, 0.025), quantile(values, 0.975))
  return low <= high ? low...high : nil
}
