//! The graphics device: one's own without a window, or the one a window already has.
//!
//! Both are made so that a driver's complaint never ends the program: complaints are logged, kept, and
//! handed out by [`Gpu::check`]. Drawing calls cannot fail; a picture is trusted after `check`.

use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};

/// A graphics device and its queue.
#[derive(Clone, Debug)]
pub struct Gpu {
    /// Makes textures, buffers and pipelines.
    pub device: wgpu::Device,
    /// Takes uploads and commands.
    pub queue: wgpu::Queue,
    /// Name, backend and driver of the adapter, as one line for the user.
    pub adapter: String,
    /// Whether the pictures are computed by the processor: everything works, slower.
    pub software: bool,
    complaint: Arc<Mutex<Option<Error>>>,
}

impl Gpu {
    /// Opens a device that needs neither window nor display.
    ///
    /// The environment variable `WGPU_BACKEND` (such as `vulkan` or `gl`) limits the search, and
    /// `WGPU_ADAPTER_NAME` (part of a name, such as `llvmpipe`) picks one adapter.
    ///
    /// # Errors
    /// [`Error::NoAdapter`] says what to install; [`Error::NoDevice`] names the adapter that failed.
    pub fn headless() -> Result<Self> {
        pollster::block_on(Self::request())
    }

    /// Wraps the device a window already uses.
    pub fn shared(device: wgpu::Device, queue: wgpu::Queue, info: &wgpu::AdapterInfo) -> Self {
        let complaint = Arc::new(Mutex::new(None));
        let lost = Arc::clone(&complaint);
        device.set_device_lost_callback(move |kind, reason| {
            let reason = match reason.is_empty() {
                true => format!("{kind:?}").to_lowercase(),
                false => reason,
            };
            tracing::error!("graphics device lost: {reason}");
            keep(&lost, Error::Lost { reason });
        });
        let refused = Arc::clone(&complaint);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let reason = error.to_string();
            // Whatever is asked of a lost device is refused: that was said once.
            if !keep(
                &refused,
                Error::Refused {
                    reason: reason.clone(),
                },
            ) {
                tracing::error!("graphics driver refused a command: {reason}");
            }
        }));
        let driver = format!("{} {}", info.driver, info.driver_info);
        Self {
            device,
            queue,
            adapter: format!("{} ({}, {})", info.name, info.backend, driver.trim()),
            software: is_software(info),
            complaint,
        }
    }

    /// Whether all drawing so far went well.
    ///
    /// # Errors
    /// [`Error::Lost`] or [`Error::Refused`]: the first complaint since the device was opened, or, after
    /// a refusal that was already handed out, since then. A lost device stays lost.
    pub fn check(&self) -> Result<()> {
        let Ok(mut complaint) = self.complaint.lock() else {
            return Ok(());
        };
        match complaint.take() {
            None => Ok(()),
            Some(error) => {
                if matches!(error, Error::Lost { .. }) {
                    *complaint = Some(error.clone());
                }
                Err(error)
            }
        }
    }

    /// Why the device is gone, if it is: everything on it must then be made anew on another one.
    pub fn lost(&self) -> Option<String> {
        match self.complaint.lock().ok()?.as_ref()? {
            Error::Lost { reason } => Some(reason.clone()),
            _ => None,
        }
    }

    /// Blocks until everything submitted so far is done.
    ///
    /// # Errors
    /// [`Error::Lost`] if the device does not answer, or is gone.
    pub fn wait(&self) -> Result<()> {
        if let Err(error) = self.device.poll(wgpu::PollType::wait_indefinitely()) {
            let reason = error.to_string();
            keep(&self.complaint, Error::Lost { reason });
        }
        match self.lost() {
            Some(reason) => Err(Error::Lost { reason }),
            None => Ok(()),
        }
    }

    async fn request() -> Result<Self> {
        let instance =
            wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
        let adapter = adapter(&instance).await?;
        let info = adapter.get_info();
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("nuscope"),
                required_limits: adapter.limits(),
                ..Default::default()
            })
            .await
            .map_err(|error| Error::NoDevice {
                adapter: info.name.clone(),
                reason: error.to_string(),
            })?;
        let gpu = Self::shared(device, queue, &info);
        tracing::debug!("drawing on {}", gpu.adapter);
        Ok(gpu)
    }
}

/// The adapter named by the environment, else the strongest.
async fn adapter(instance: &wgpu::Instance) -> Result<wgpu::Adapter> {
    if let Ok(wanted) = std::env::var("WGPU_ADAPTER_NAME") {
        let wanted = wanted.to_lowercase();
        let all = instance.enumerate_adapters(wgpu::Backends::all()).await;
        let names: Vec<_> = all.iter().map(|adapter| adapter.get_info().name).collect();
        return all
            .into_iter()
            .find(|adapter| adapter.get_info().name.to_lowercase().contains(&wanted))
            .ok_or_else(|| Error::NoAdapter {
                found: format!("WGPU_ADAPTER_NAME asks for {wanted:?}, there are {names:?}"),
            });
    }
    instance
        .request_adapter(&wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::from_env()
                .unwrap_or(wgpu::PowerPreference::HighPerformance),
            ..Default::default()
        })
        .await
        .map_err(|error| Error::NoAdapter {
            found: error.to_string(),
        })
}

fn is_software(info: &wgpu::AdapterInfo) -> bool {
    let name = info.name.to_lowercase();
    info.device_type == wgpu::DeviceType::Cpu
        || ["llvmpipe", "swiftshader", "softpipe"]
            .iter()
            .any(|software| name.contains(software))
}

/// Keeps the first complaint, except that a loss replaces a refusal; returns whether the device was lost before.
fn keep(slot: &Mutex<Option<Error>>, error: Error) -> bool {
    let Ok(mut slot) = slot.lock() else {
        return false;
    };
    let lost_before = matches!(*slot, Some(Error::Lost { .. }));
    if slot.is_none() || (matches!(error, Error::Lost { .. }) && !lost_before) {
        *slot = Some(error);
    }
    lost_before
}
