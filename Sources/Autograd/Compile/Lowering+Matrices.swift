import Numerics

extension Lowering {
  mutating func lowerProduct(_ operands: [Int], _ shapes: [Shape], _ transposeA: Bool, _ transposeB: Bool, _ count: Int) -> Int {
    let (rowsA, columnsA) = (shapes[0][shapes[0].count - 2], shapes[0][shapes[0].count - 1])
    let (rowsB, columnsB) = (shapes[1][shapes[1].count - 2], shapes[1][shapes[1].count - 1])
    let (m, k) = transposeA ? (columnsA, rowsA) : (rowsA, columnsA)
    let n = transposeB ? rowsB : columnsB
    if k == 0 || count == 0 { return combine(.sum, [], count) }
    let batch = count / (m * n)
    let batchedA = shapes[0].entries > m * k, batchedB = shapes[1].entries > n * k
    if k == 1 {
      let column = Layout(sizes: [batch, m, n], strides: [batchedA ? m : 0, 1, 0])
      let row = Layout(sizes: [batch, m, n], strides: [batchedB ? n : 0, 0, 1])
      return element(.multiply, [load(operands[0], column, count), load(operands[1], row, count)], count)
    }
    if m == 1, n == 1, batch == 1 { return total(element(.multiply, operands, k)) }

    let a = matrix(operands[0], rowsA, columnsA, batch: batchedA ? batch : 1)
    let b = matrix(operands[1], rowsB, columnsB, batch: batchedB ? batch : 1)
    var product = MatrixProduct(m: m, n: n, k: k, lda: a.rowStride, ldb: b.rowStride)
    product.transposeA = transposeA != a.isTransposed
    product.transposeB = transposeB != b.isTransposed
    product.batch = batch
    product.strideA = a.stride
    product.strideB = b.stride
    if batch > 1, product.strideB == 0, !product.transposeA, product.strideA == m * product.lda {
      product.m *= batch
      (product.batch, product.strideA) = (1, 0)
    }
    return intern(.product(product), [a.value, b.value], count)
  }

  /// Where BLAS finds these matrices: transposes and slices of matrices are read where they lie.
  private mutating func matrix(_ v: Int, _ rows: Int, _ columns: Int, batch: Int)
    -> (value: Int, rowStride: Int, isTransposed: Bool, stride: Int) {
    let stride = batch > 1 ? rows * columns : 0
    guard case .load(let layout) = values[v].operation, layout.sizes == (batch > 1 ? [batch, rows, columns] : [rows, columns])
    else { return (v, columns, false, stride) }
    let source = values[v].operands[0], strides = layout.strides
    let (row, column) = (strides[strides.count - 2], strides[strides.count - 1])
    let batchStride = batch > 1 ? strides[0] : 0
    let span = (batch - 1) * batchStride + (rows - 1) * row + (columns - 1) * column + 1
    if column == 1, row >= columns, batchStride >= 0 { return (view(source, layout.offset, span), row, false, batchStride) }
    if row == 1, column >= rows, batchStride >= 0 { return (view(source, layout.offset, span), column, true, batchStride) }
    return (v, columns, false, stride)
  }

  mutating func lowerSolve(_ operands: [Int], _ shapes: [Shape], _ transposed: Bool, _ count: Int) -> Int {
    let n = shapes[1][shapes[1].count - 2], k = shapes[1][shapes[1].count - 1]
    if count == 0 { return combine(.sum, [], 0) }
    let batch = count / (n * k)
    let batchedA = shapes[0].entries > n * n, batchedB = shapes[1].entries > n * k
    let factorization = Factorization(n: n, batch: batchedA ? batch : 1)
    let factors = intern(.factor(factorization), [operands[0]], factorization.batch * factorization.stride)
    let substitution = Substitution(n: n, k: k, batch: batch, transposed: transposed, batchedA: batchedA, batchedB: batchedB)
    return intern(.substitute(substitution), [factors, operands[1]], count)
  }
}
