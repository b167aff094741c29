import Autograd

// Linear residuals, twice as many as unknowns; the paper leaves their number open.

extension ProblemDeclaration {
  static let linearFullRank = ProblemDeclaration(
    "linear_full_rank", aliases: ["arglina"], "linear least squares, perfectly conditioned",
    formula: "sum_{i<=n} (x[i] - s - 1)^2 + n (s + 1)^2, s = sum_j x[j] / n", dimension: .any(default: 10),
    residuals: { x in
      let s = x.mean()
      return [x - s - 1, (-s - 1).broadcast(to: [x.count])]
    },
    start: [1], minimum: .perEntry(1), at: [[-1]], tags: [.convex], source: "More, Garbow and Hillstrom 32 with m = 2 n")

  static let linearRank1 = ProblemDeclaration(
    "linear_rank1", aliases: ["linear_rank_1", "arglinb"], "linear least squares of rank one: a minimum that is a plane",
    formula: "sum_{i<=m} (i sum_j j x[j] - 1)^2, m = 2 n", dimension: .any(default: 10),
    residuals: { x in
      let i = ordinals(2 * x.count)
      return [x.graph.vector(i) * dot(x.graph.vector(Array(i.prefix(x.count))), x) - 1]
    },
    start: [1],
    minimum: .rule { n in
      let m = Double(2 * n)
      return m * (m - 1) / (2 * (2 * m + 1))
    },
    // Σ j x[j] = 3/(2 m + 1), with equal entries.
    at: [
      .rule { n in
        let m = Double(2 * n)
        return Array(repeating: 3 / (2 * m + 1) / (m * (Double(n) + 1) / 4), count: n)
      }
    ],
    tags: [.convex, .illConditioned], source: "More, Garbow and Hillstrom 33 with m = 2 n")

  static let linearRank1Zero = ProblemDeclaration(
    "linear_rank1_zero", aliases: ["linear_rank_1_zero", "arglinc"],
    "linear least squares of rank one, with rows and columns of zeros",
    formula: "2 + sum_{1<i<m} ((i - 1) sum_{1<j<n} j x[j] - 1)^2, m = 2 n", dimension: .any(default: 10, from: 3),
    residuals: { x in
      let (n, m) = (x.count, 2 * x.count)
      let columns = x.graph.vector([0] + ordinals(n - 1).dropFirst() + [0])
      let rows = x.graph.vector([0] + ordinals(m - 2) + [0])
      return [rows * dot(columns, x) - 1]
    },
    start: [1],
    minimum: .rule { n in
      let m = Double(2 * n)
      return (m * m + 3 * m - 6) / (2 * (2 * m - 3))
    },
    // Σ j x[j] = 3/(2 m - 3) for j from 2 to n - 1, with equal entries.
    at: [
      .rule { n in
        let m = Double(2 * n)
        return Array(repeating: 3 / (2 * m - 3) / (Double(n * (n - 1)) / 2 - 1), count: n)
      }
    ],
    tags: [.convex, .illConditioned], source: "More, Garbow and Hillstrom 34 with m = 2 n")
}
