// The waveform of the recording that plays.
import { peakAt } from './peaks.js';

let sound = null;

/**
 * Connects the audio element to an analyser. Returns a function that draws the loudness at each position: with `peaks` of the whole
 * recording, otherwise of what was played so far, and dots for the rest.
 */
export function drawWave(audio, canvas, length, peaks) {
  sound ??= new AudioContext();
  sound.resume();
  const analyser = sound.createAnalyser();
  analyser.fftSize = 2048;
  sound.createMediaElementSource(audio).connect(analyser).connect(sound.destination);
  const samples = new Uint8Array(analyser.fftSize);
  const pen = canvas.getContext('2d');
  const heard = new Map();
  let last = -1;
  return () => {
    const scale = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const step = 4 * scale;
    const count = Math.max(1, Math.floor(width / step));
    const here = Math.min(count - 1, Math.floor((audio.currentTime / (length() || 1)) * count));
    if (peaks) {
      for (let at = 0; at < count; at++) heard.set(at, peakAt(peaks, at, count));
    } else if (!audio.paused) {
      analyser.getByteTimeDomainData(samples);
      let peak = 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample - 128) / 128);
      // One animation frame can cover several positions; a seek does not fill the positions in between.
      const from = here > last && here - last < 16 ? last + 1 : here;
      for (let at = from; at <= here; at++) heard.set(at, Math.max(peak, heard.get(at) ?? 0));
      last = here;
    }
    const loudest = Math.max(0.1, ...heard.values());
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    for (let at = 0; at < count; at++) {
      const tall = Math.max(2 * scale, ((heard.get(at) ?? 0) / loudest) * height);
      pen.globalAlpha = at <= here && heard.has(at) ? 1 : 0.35;
      pen.beginPath();
      pen.roundRect(at * step + scale / 2, (height - tall) / 2, step - scale, tall, step / 2);
      pen.fill();
    }
  };
}
