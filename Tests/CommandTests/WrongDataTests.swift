import Testing

/// Files that cannot be used are refused in a sentence that says how to mend them.
@Suite struct WrongDataTests {
  private static let options = ["--target", "y"]

  @Test(arguments: [
    ("", options, 65, "'d.csv' is empty\n  expected: a line with the names of the columns, then one line a row"),
    ("a,b,y\n", options, 65, "'d.csv' has a header but no rows\n  write one line a row below the header"),
    (
      "1,2,3\n4,5,6\n", options, 65,
      "'d.csv' has no header: its first line holds numbers\n  write the names of the 3 columns into a line before it"
    ),
    (
      "a,b,y\n1,2,3\n4,5\n", options, 65,
      "'d.csv', row 2 (line 3): 2 fields, where the header has 3\n  give every row one field a column; a missing value is an empty field"
    ),
    (
      "a,b,y\n1,two,3\n4,5,6\n", options, 65,
      "'d.csv', row 2 (line 3), column 'b': '5' is a number among texts\n"
        + "  mend the field or take its values as categories (--categorical b), or leave it out: --features a"
    ),
    ("a,b,y\n1,,3\n4,,6\n", options, 65, "'d.csv': column 'b' is empty\n  fill it, or leave it out: --features a"),
    (
      "a,b,y\n1,2,3\n4,NA,6\n7,8,9\n", options, 65,
      "'d.csv': 1 missing value: 1 in 'b'\n  --missing drop leaves out such rows, --missing mean puts in the mean of the column"
    ),
    ("a,b,y\n1,2,3\n", options, 65, "'d.csv' has 1 row to fit\n  give at least two"),
    (
      "a,b,y\n1,2,3\n1,5,6\n", options + ["--standardize"], 65,
      "'d.csv': 'a' cannot be standardized: all rows have the same value\n  leave out --standardize, or leave it out: --features b"
    ),
    ("a,a,y\n1,2,3\n1,5,6\n", options, 65, "'d.csv': columns 1 and 2 are both named 'a'\n  rename one of them"),
    ("a,b,y\n1,\"2,5,3\n", options, 65, "'d.csv', row 1 (line 2): a quoted field is not closed\n  close it with \""),
    ("a,b,y\n1,2,3\n4,5,6\n", ["--target", "z"], 65, "'d.csv' has no column 'z' (--target)\n  its columns: a, b, y"),
    ("a,b,y\n1,2,3\n4,5,6\n", [], 65, "which column of 'd.csv' is to be predicted?\n  --target, one of a, b, y"),
    ("a,b,y\n1,2,3\n4,5,6\n", options + ["--features", "q"], 65, "'d.csv' has no column 'q' (--features)\n  its columns: a, b, y"),
    ("a,b,y\n1,2,3\n4,5,6\n", options + ["--model", "lin"], 64, "unknown model 'lin'\n  did you mean 'linear'?"),
    (
      "a,b,y\n1,2,3\n4,5,6\n", options + ["--batch", "9"], 64,
      "a batch of 9 rows is not possible\n  --batch is in 1...2, the rows to train on"
    ),
  ])
  func refused(_ text: String, _ options: [String], _ status: Int, _ message: String) throws {
    let result = try withFiles(["d.csv": text]) { folder in
      try tzopt(["solve", "d.csv", "--chain", "lr(0.01)"] + options, in: folder)
    }
    #expect(Int(result.status) == status)
    #expect(result.err == "error: \(message)\n")
    #expect(result.out.isEmpty)
  }

  @Test(arguments: ["nofile.csv", "./"])
  func unreadable(_ path: String) throws {
    let result = try tzopt(["solve", path, "--target", "y", "--chain", "lr(1)"])
    #expect(result.status == 66 && result.err.hasPrefix("error: cannot read '\(path)': "))
  }

  @Test(arguments: [
    "\u{FEFF}a;b;y\r\n1;2;3\r\n4;5;7\r\n8;8;9\r\n", "\"a\",\"b\",y\n1,2,3\n4,\"5\",7\n8,8,9", "a\tb\ty\n1\t2\t3\n4\t5\t7\n8\t8\t9\n",
  ])
  func readAllTheSame(_ text: String) throws {
    let result = try withFiles(["d.csv": text]) { folder in
      try tzopt(["solve", "d.csv", "--target", "y", "--chain", "lr(0.01)", "--steps", "3", "-q", "--format", "jsonl"], in: folder)
    }
    #expect(result.status == 0, "\(result.err)")
    #expect(try result.objects().last?["steps"] as? Int == 3)
  }

  @Test func noControlCharacterReachesTheTerminal() throws {
    let result = try withFiles(["d.csv": "a\u{1B}[31m,y\n1,2\n3,4\n"]) { folder in
      try tzopt(["solve", "d.csv", "--target", "z", "--chain", "lr(0.01)"], in: folder)
    }
    #expect(result.status == 65 && !result.err.unicodeScalars.contains("\u{1B}"))
  }
}
