#if canImport(Glibc) && arch(x86_64)
  import Glibc

  /// Bytes in use on the heap, from glibc's mallinfo2 (which the Glibc module does not import: the result, ten words, is returned
  /// through a pointer that C passes as first argument).
  private func heapBytes() -> Int? {
    typealias MallInfo = @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer
    guard let symbol = dlsym(nil, "mallinfo2") else { return nil }
    let words = UnsafeMutablePointer<Int>.allocate(capacity: 10)
    defer { words.deallocate() }
    _ = unsafeBitCast(symbol, to: MallInfo.self)(words)
    return words[4] + words[7]
  }

  /// Whether the heap is as large after `body` as before. Other tests allocate at the same time, so that a few tries are needed;
  /// a body that leaves something behind fails all of them.
  func leavesHeapAlone(_ body: () -> Void) -> Bool {
    for _ in 0..<2000 {
      let before = heapBytes()
      body()
      if heapBytes() == before { return true }
    }
    return false
  }
#endif
