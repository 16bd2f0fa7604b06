// The loudness of a recording over its length, so that its waveform shows before anything of it is loaded. It says something about the
// content, so it is stored encrypted.

const COUNT = 200;
/** The browser decodes the whole recording in memory: about 40 MB for each minute of stereo. */
const LONGEST_MS = 15 * 60_000;
const LARGEST = 32_000_000;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A string with a digit of base64url for each of 200 equal parts, relative to the loudest; null if the recording is long or not decodable. */
export async function peaksOf(blob, durationMs) {
  if (durationMs > LONGEST_MS || blob.size > LARGEST) return null;
  try {
    const sound = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(await blob.arrayBuffer());
    return written(loudness(sound.getChannelData(0)));
  } catch {
    return null;
  }
}

function loudness(samples) {
  return Array.from({ length: COUNT }, (_, at) => {
    let peak = 0;
    for (let n = Math.floor((at * samples.length) / COUNT); n < Math.floor(((at + 1) * samples.length) / COUNT); n++) peak = Math.max(peak, Math.abs(samples[n]));
    return peak;
  });
}

function written(peaks) {
  const loudest = Math.max(...peaks);
  return loudest ? peaks.map((peak) => DIGITS[Math.round((peak / loudest) * 63)]).join('') : null;
}

/** The loudness from 0 to 1 of part `at` of `count` equal parts. */
export function peakAt(peaks, at, count) {
  let peak = 0;
  const to = Math.max(Math.floor((at * peaks.length) / count) + 1, Math.ceil(((at + 1) * peaks.length) / count));
  for (let n = Math.floor((at * peaks.length) / count); n < to; n++) peak = Math.max(peak, DIGITS.indexOf(peaks[n]) / 63);
  return peak;
}
