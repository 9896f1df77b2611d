//! Why something could not be drawn, in words for the person in front of the screen.

/// `Result` with this crate's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no graphics adapter at all, not even a software one.
    #[error(
        "no graphics driver: Vulkan, Metal, Direct3D 12 or OpenGL was wanted, none was found ({found}); \
         on Debian or Ubuntu install the software driver with: \
         apt-get install mesa-vulkan-drivers libvulkan1"
    )]
    NoAdapter {
        /// What the search said.
        found: String,
    },
    /// The adapter is there but gives no device.
    #[error("the graphics adapter {adapter:?} cannot be used: {reason}")]
    NoDevice {
        /// The adapter's name.
        adapter: String,
        /// What it said.
        reason: String,
    },
    /// The device went away while in use: driver reset, unplugged, out of memory.
    #[error("the graphics device was lost: {reason}; restart the program to get it back")]
    Lost {
        /// What the driver said.
        reason: String,
    },
    /// The driver refused a command; what is on the screen may be incomplete.
    #[error("the graphics driver refused a command: {reason}")]
    Refused {
        /// What the driver said.
        reason: String,
    },
    /// The picture could not be copied back from the device.
    #[error("the picture could not be read back from the graphics device: {reason}")]
    Read {
        /// What the driver said.
        reason: String,
    },
    /// A sky map whose number of values is no HEALPix map of the given nside.
    #[error("a HEALPix map of nside {nside} has {expected} values, {found} were given")]
    MapLength {
        /// The nside that was given.
        nside: u32,
        /// 12 nside².
        expected: u64,
        /// The number of values.
        found: usize,
    },
    /// A sky map that is finer than the device can hold, or has no pixels.
    #[error(
        "a HEALPix map of nside {nside} cannot be drawn here: 1 to {largest} can; degrade the map first"
    )]
    MapSize {
        /// The nside that was given.
        nside: u32,
        /// The finest that this device holds.
        largest: u32,
    },
}
