// swift-tools-version:5.9
// NOT COMPILED in this repository: there is no Swift toolchain here. See README.md.
import PackageDescription

let package = Package(
    name: "VestibuleExample",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "VestibuleExample", targets: ["VestibuleExample"])],
    dependencies: [
        // Bindings of the reference implementation of Argon2. Pin the revision that you have reviewed.
        .package(url: "https://github.com/tmthecoder/Argon2Swift.git", branch: "main"),
    ],
    targets: [
        .target(name: "VestibuleExample", dependencies: ["Argon2Swift"]),
        .testTarget(name: "VestibuleExampleTests", dependencies: ["VestibuleExample"]),
    ]
)
