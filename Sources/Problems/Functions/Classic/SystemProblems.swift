import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Sums of squares of polynomial equations, most with a curved valley.

extension ProblemDeclaration {
  static let classicSystems: [ProblemDeclaration] = [
    ProblemDeclaration(
      "himmelblau", "four equal minima", formula: "(x1^2 + x2 - 11)^2 + (x1 + x2^2 - 7)^2",
      residuals: { x in [square(x[0]) + x[1] - 11, x[0] + square(x[1]) - 7] },
      start: [0, 0], domain: [-5...5], minimum: 0,
      at: [
        [3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.2831859912861696],
        [3.5844283403304917, -1.8481265269644034],
      ],
      tags: [.multimodal], source: "Himmelblau, Applied Nonlinear Programming (1972)"),
    ProblemDeclaration(
      "cube", "a cubic valley", formula: "100 (x2 - x1^3)^2 + (1 - x1)^2",
      residuals: { x in [10 * (x[1] - pow(x[0], 3)), 1 - x[0]] },
      start: [-1.2, 1], domain: [-10...10], minimum: 0, at: [[1]], tags: [.illConditioned],
      source: "Leon, in Recent Advances in Optimization Techniques (1966); start of CUTEst"),
    ProblemDeclaration(
      "dixon_price", "a valley along which each entry is the root of half the one before",
      formula: "(x1 - 1)^2 + sum_{i>1} i (2 x[i]^2 - x[i-1])^2", dimension: .any(default: 2, from: 2),
      residuals: { x in
        let n = x.count
        let weights = x.graph.vector((2...n).map { Double($0).squareRoot() })
        return [x[0] - 1, weights * (2 * square(x[1...]) - x[..<(n - 1)])]
      },
      start: [5, -3], domain: [-10...10], minimum: 0, at: [dixonPriceRoots(lastSign: 1), dixonPriceRoots(lastSign: -1)],
      tags: [.multimodal], source: "Dixon and Price, J. Optim. Theory Appl. 60 (1989)"),
    ProblemDeclaration(
      "elattar_vidyasagar_dutta", aliases: ["elattar"], "three equations in two unknowns that have no common root",
      formula: "(x1^2 + x2 - 10)^2 + (x1 + x2^2 - 7)^2 + (x1^2 + x2^3 - 1)^2",
      residuals: { x in
        let (a, b) = (x[0], x[1])
        return [square(a) + b - 10, a + square(b) - 7, square(a) + pow(b, 3) - 1]
      },
      start: [1, 5], domain: [-500...500], minimum: 1.7127803548622034, at: [[3.409186822190061, -2.171433036284005]],
      tags: [.multimodal], source: "El-Attar, Vidyasagar and Dutta, SIAM J. Numer. Anal. 16 (1979); start of CUTEst"),
    ProblemDeclaration(
      "perm", "power sums of ratios that all have to be 1 (beta = 0.5)",
      formula: "sum_k (sum_i (i^k + 0.5) ((x[i]/i)^k - 1))^2, k = 1..n", dimension: .any(default: 2, upTo: 50),
      residuals: { x in
        let ratio = x / x.graph.vector(ordinals(x.count))
        return powerEquations(ratio) { k, power in
          let weights = x.graph.vector(ordinals(x.count).map { pow($0, Double(k)) + 0.5 })
          return weights * (power - 1)
        }
      },
      start: [0.5, -0.5], domain: .rule { n in [-Double(n)...Double(n)] }, minimum: 0,
      at: [.rule { n in ordinals(n) }], tags: [.illConditioned],
      source: "Neumaier's global optimization test problems (2003); beta of SFU"),
    ProblemDeclaration(
      "perm0", "power sums that have to match those of 1, 1/2, … (beta = 10)",
      formula: "sum_k (sum_i (i + 10) (x[i]^k - 1/i^k))^2, k = 1..n", dimension: .any(default: 2, upTo: 50),
      residuals: { x in
        let weights = x.graph.vector(ordinals(x.count).map { $0 + 10 })
        return powerEquations(x) { k, power in
          weights * (power - x.graph.vector(ordinals(x.count).map { pow($0, -Double(k)) }))
        }
      },
      start: [0.5, -0.5], domain: .rule { n in [-Double(n)...Double(n)] }, minimum: 0,
      at: [.rule { n in ordinals(n).map { 1 / $0 } }], tags: [.illConditioned],
      source: "Neumaier's global optimization test problems (2003); beta of SFU"),
    ProblemDeclaration(
      "power_sum", "four numbers with the power sums of 1, 2, 2, 3",
      formula: "sum_k (sum_i x[i]^k - b[k])^2, b = 8, 18, 44, 114", dimension: .fixed(4),
      residuals: { x in
        let sums: [Double] = [8, 18, 44, 114]
        return powerEquations(x) { k, power in power.sum() - sums[k - 1] }
      },
      start: [2], domain: [0...4], minimum: 0, at: arrangements(of: [1, 2, 2, 3]), tags: [.illConditioned],
      source: "Neumaier's global optimization test problems (2003); start of CUTEst"),
    ProblemDeclaration(
      "price3", "two parabolas that meet twice",
      formula: "100 (x2 - x1^2)^2 + (6.4 (x2 - 0.5)^2 - x1 - 0.6)^2",
      residuals: { x in [10 * (x[1] - square(x[0])), 6.4 * square(x[1] - 0.5) - x[0] - 0.6] },
      start: [1, 5], domain: [-50...50], minimum: 0, at: [[1, 1], [0.3413075033535242, 0.11649081184541595]],
      tags: [.multimodal], source: "Price, Computer J. 20 (1977); start and domain of CUTEst"),
    ProblemDeclaration(
      "price4", "two curves that meet three times", formula: "(2 x1^3 x2 - x2^3)^2 + (6 x1 - x2^2 + x2)^2",
      residuals: { x in
        let (a, b) = (x[0], x[1])
        return [2 * (pow(a, 3) * b) - pow(b, 3), 6 * a - square(b) + b]
      },
      start: [1, 5], domain: [-50...50], minimum: 0, at: [[0, 0], [2, 4], [1.4643521196636984, -2.5060127607816622]],
      tags: [.multimodal], source: "Price, Computer J. 20 (1977); start and domain of CUTEst"),
    ProblemDeclaration(
      "qing", "2^n equal minima, one for each choice of signs", formula: "sum_i (x[i]^2 - i)^2", dimension: .any(default: 2),
      residuals: { x in [square(x) - x.graph.vector(ordinals(x.count))] },
      start: [1], domain: [-500...500], minimum: 0, at: [[1, 1], [-1, -1], [1, -1], [-1, 1]].map(signedRoots),
      tags: [.multimodal, .separable], source: "Qing, IEEE Trans. Geosci. Remote Sens. 44 (2006); start of CUTEst"),
    ProblemDeclaration(
      "treccani", "two equal minima along an axis", formula: "x1^4 + 4 x1^3 + 4 x1^2 + x2^2",
      residuals: { x in [x[0] * (x[0] + 2), x[1]] },
      start: [3, 2], domain: [-5...5], minimum: 0, at: [[0, 0], [-2, 0]], tags: [.multimodal, .separable],
      source: "Dixon and Szego, Towards Global Optimisation 2 (1978)"),
    ProblemDeclaration(
      "wayburn_seader1", aliases: ["wayburn_seader"], "a steep rim and a line that cuts it twice",
      formula: "(x1^6 + x2^4 - 17)^2 + (2 x1 + x2 - 4)^2",
      residuals: { x in [pow(x[0], 6) + pow(x[1], 4) - 17, 2 * x[0] + x[1] - 4] },
      start: [0.5, 2.5], domain: [-5...5], minimum: 0, at: [[1, 2], [1.5968041538769333, 0.8063916922461333]],
      tags: [.multimodal], source: "Wayburn and Seader, Comput. Chem. Eng. 11 (1987)"),
  ]

  /// x[i] = 2^(-(2^i - 2)/2^i), the last with either sign.
  private static func dixonPriceRoots(lastSign: Double) -> EntryRule {
    .rule { n in (1...n).map { i in (i == n ? lastSign : 1) * pow(2, -(1 - pow(2, Double(1 - i)))) } }
  }

  /// x[i] = ±√i
  private static func signedRoots(_ signs: [Double]) -> EntryRule {
    .rule { n in (0..<n).map { signs[$0 % signs.count] * Double($0 + 1).squareRoot() } }
  }

  /// All orders of these numbers, each once.
  private static func arrangements(of values: [Double]) -> [EntryRule] {
    func orders(_ rest: [Double]) -> [[Double]] {
      if rest.isEmpty { return [[]] }
      return Set(rest).sorted().flatMap { first in
        var others = rest
        others.remove(at: others.firstIndex(of: first) ?? 0)
        return orders(others).map { [first] + $0 }
      }
    }
    return orders(values).map { .repeating($0) }
  }
}

/// One residual for each power k of x up to the number of its entries: the sum of what `terms` makes of x^k.
private func powerEquations(_ x: Expression, terms: (_ k: Int, _ power: Expression) -> Expression) -> [Expression] {
  var power = x
  return (1...x.count).map { k in
    if k > 1 { power = power * x }
    return terms(k, power).sum()
  }
}
