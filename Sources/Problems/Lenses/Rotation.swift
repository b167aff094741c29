import Autograd
import Numerics

/// A random orthogonal map of vectors of n entries, applied to the rows of a matrix.
///
/// Up to 256 entries it is one matrix from the uniform (Haar) distribution: the Q of the QR factorization of a normal matrix, each
/// column times the sign of R's diagonal (F. Mezzadri, How to Generate Random Matrices from the Classical Compact Groups, Notices
/// of the AMS 54, 2007). Longer vectors go through rounds of a random permutation and one such matrix on all blocks of 64 neighbours,
/// one round more than an entry needs to reach n others: no longer uniform, but no direction keeps its axis, at a cost of n·64 in
/// place of n².
struct Rotation {
  private let rounds: [Round]

  private struct Round {
    /// Entry i comes from entry `order[i]`; nil: they stay.
    let order: [Int]?
    /// On each block of neighbours; then, where some entries are left behind the last whole block, on the last of all.
    let block: Matrix
    let last: Matrix?
  }

  private static let largestMatrix = 256
  private static let blockSize = 64

  init(_ n: Int, _ random: inout RandomSource) {
    guard n > Rotation.largestMatrix else {
      rounds = [Round(order: nil, block: Rotation.uniform(n, &random), last: nil)]
      return
    }
    let size = Rotation.blockSize
    var rounds: [Round] = []
    var reach = 1
    while reach < n * size {
      rounds.append(
        Round(
          order: random.permutation(n), block: Rotation.uniform(size, &random),
          last: n % size == 0 ? nil : Rotation.uniform(size, &random)))
      reach *= size
    }
    self.rounds = rounds
  }

  /// Each row of [rows, n] mapped, or mapped back.
  func callAsFunction(_ rows: Expression, inverted: Bool) -> Expression {
    var x = rows
    for round in inverted ? rounds.reversed() : rounds {
      if let order = round.order, !inverted { x = x.gather(order, axis: 1) }
      x = blocks(x, round, inverted: inverted)
      if let order = round.order, inverted { x = x.gather(inverse(of: order), axis: 1) }
    }
    return x
  }

  private func blocks(_ x: Expression, _ round: Round, inverted: Bool) -> Expression {
    let (rows, n) = (x.shape[0], x.shape[1])
    let size = round.block.rows
    func product(_ x: Expression, _ q: Matrix) -> Expression {
      let q = x.graph.tensor(q.storage, shape: [q.rows, q.columns])
      return matmul(x, inverted ? q : q.transpose())
    }
    let whole = n - n % size
    func main(_ x: Expression) -> Expression {
      let turned = product(x.slice(0..<whole, axis: 1).reshape([rows * (whole / size), size]), round.block).reshape([rows, whole])
      return whole == n ? turned : concatenate([turned, x.slice(whole..<n, axis: 1)], axis: 1)
    }
    guard let last = round.last else { return main(x) }
    func end(_ x: Expression) -> Expression {
      concatenate([x.slice(0..<(n - size), axis: 1), product(x.slice((n - size)..<n, axis: 1), last)], axis: 1)
    }
    return inverted ? main(end(x)) : end(main(x))
  }

  /// An orthogonal matrix from the uniform distribution.
  private static func uniform(_ n: Int, _ random: inout RandomSource) -> Matrix {
    let normal = Matrix(rows: n, columns: n)
    random.fill(normal.storage, .normal)
    let qr = QR(rows: n, columns: n)
    // A normal matrix is finite.
    _ = qr.factor(normal)
    let q = qr.q.copy()
    for j in 0..<n where qr.r[j, j] < 0 {
      for i in 0..<n { q[i, j] = -q[i, j] }
    }
    return q
  }
}

/// The permutation that undoes another.
func inverse(of order: [Int]) -> [Int] {
  var inverse = order
  for (i, entry) in order.enumerated() { inverse[entry] = i }
  return inverse
}
