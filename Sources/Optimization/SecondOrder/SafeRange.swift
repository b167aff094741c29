import Numerics

#if canImport(Glibc)
  import Glibc
#endif

/// Magnitudes between which quotients are safe.
enum SafeRange {
  /// Twice the smallest normal number.
  static let smallest = 2 * Double.leastNormalMagnitude
  /// Half the largest number.
  static let largest = Double.greatestFiniteMagnitude / 2

  /// z, or where it is tinier than `smallest` that magnitude with the sign of z.
  static func guarded(_ z: Double) -> Double { abs(z) < smallest ? (z.sign == .minus ? -smallest : smallest) : z }
}

/// An n × n matrix, unless the machine has not the memory for it.
func squareMatrix(_ n: Int, for module: String) throws -> Matrix {
  let available = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
  let needed = 8 * Double(n) * Double(n)
  if available > 0 && needed > 0.8 * available {
    let gigabytes = Int((needed / 1e9).rounded(.up))
    throw RunEnd.failed("\(module) needs a matrix of \(n) × \(n) numbers (\(gigabytes) GB), more than this machine's memory")
  }
  return Matrix(rows: n, columns: n)
}
