// Records with the microphone.

const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export const canRecord = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);

/** Starts; resolves to `{ level(), elapsed(), stop(), discard() }`. `stop` resolves to `{ blob, type, durationMs }`. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const wanted = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, wanted ? { mimeType: wanted } : {});
  const parts = [];
  const began = performance.now();
  const sound = new AudioContext();
  const analyser = sound.createAnalyser();
  const samples = new Uint8Array(analyser.fftSize);
  sound.createMediaStreamSource(stream).connect(analyser);
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recorder.start(1_000);
  const elapsed = () => performance.now() - began;
  const end = () => new Promise((resolve) => {
    recorder.addEventListener('stop', resolve, { once: true });
    recorder.stop();
  }).finally(() => {
    stream.getTracks().forEach((track) => track.stop());
    sound.close();
  });
  return {
    elapsed,
    /** Loudness from 0 to 1. */
    level() {
      analyser.getByteTimeDomainData(samples);
      let peak = 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample - 128));
      return Math.min(1, peak / 100);
    },
    async stop() {
      const durationMs = elapsed();
      await end();
      const type = (recorder.mimeType || wanted || 'audio/webm').split(';')[0];
      return { blob: new Blob(parts, { type }), type, durationMs };
    },
    discard: end,
  };
}

/** Duration of an audio file in milliseconds; 0 if the browser cannot determine it. */
export function durationOf(blob) {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(blob);
    const audio = new Audio();
    const done = (value) => {
      URL.revokeObjectURL(url);
      resolve(value);
    };
    audio.preload = 'metadata';
    audio.addEventListener('loadedmetadata', () => done(Number.isFinite(audio.duration) ? audio.duration * 1000 : 0));
    audio.addEventListener('error', () => done(0));
    setTimeout(() => done(0), 5_000);
    audio.src = url;
  });
}
