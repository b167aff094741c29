// swift-tools-version: 6.0
import PackageDescription

// Machine flags (-march=native and the like) belong to the Makefile: a plain `swift build` works on any machine, and no
// target has unsafe flags, so that `import Optimization` works from another package.

let package = Package(
  name: "tzopt",
  products: [
    .executable(name: "tzopt", targets: ["tzopt"]),
    .library(name: "Numerics", targets: ["Numerics"]),
    .library(name: "Autograd", targets: ["Autograd"]),
    .library(name: "Language", targets: ["Language"]),
    .library(name: "Optimization", targets: ["Optimization"]),
  ],
  dependencies: [
    // The command line: parsing, help, completion scripts.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // BLAS and LAPACK.
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    // The prompt.
    .systemLibrary(name: "CReadline", pkgConfig: "readline", providers: [.apt(["libreadline-dev"])]),
    // Square roots and transcendental functions on eight lanes (glibc's libmvec); a header, nothing to build.
    .systemLibrary(name: "CVectorMath"),

    .target(name: "Numerics", dependencies: ["COpenBLAS", "CVectorMath"]),
    .target(name: "Autograd", dependencies: ["Numerics"]),
    .target(name: "Language"),
    .target(name: "Optimization", dependencies: ["Numerics", "Autograd", "Language"]),
    .target(name: "Problems", dependencies: ["Numerics", "Autograd", "Language", "Optimization"]),
    // The recipes of Recipes/ as bytes, so that a binary has them wherever it lies.
    .target(name: "RecipeLibrary", resources: [.embedInCode("Recipes")]),
    .target(name: "Workbench", dependencies: ["Numerics", "Language", "Optimization", "Problems", "RecipeLibrary"]),
    .executableTarget(
      name: "tzopt",
      dependencies: [
        "Workbench", "Problems", "Optimization", "Language", "Autograd", "Numerics", "CReadline",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Documentation"]),
    .executableTarget(name: "tzopt-bench", dependencies: ["Workbench", "Problems", "Optimization", "Autograd", "Numerics"]),

    .testTarget(name: "NumericsTests", dependencies: ["Numerics"]),
    .testTarget(name: "AutogradTests", dependencies: ["Autograd", "Numerics"]),
    .testTarget(name: "LanguageTests", dependencies: ["Language"]),
    .testTarget(
      name: "OptimizationTests", dependencies: ["Optimization", "Problems", "Numerics", "Autograd", "Language"],
      exclude: ["Data"]),
    .testTarget(name: "ProblemsTests", dependencies: ["Problems", "Optimization", "Autograd", "Numerics"]),
    .testTarget(name: "WorkbenchTests", dependencies: ["Workbench", "Problems", "Optimization", "Language", "Numerics", "RecipeLibrary"]),
    .testTarget(name: "CommandTests", dependencies: ["tzopt", "Workbench", "Optimization", "Language"]),
  ],
  swiftLanguageModes: [.v6]
)
