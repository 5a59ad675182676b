/** What has to be there before anything else: a Node that can run us, on a system whose processes we know how to stop. */
import { Failure } from './failure.mjs';

export function checkRequirements() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failure(`Linkflow needs Node 20.19 or newer; this is ${process.versions.node}.`, {
      mend: 'Install a newer one: https://nodejs.org, or nvm install 24.',
    });
  }
  if (process.platform === 'win32') {
    throw new Failure('Linkflow starts on Linux and macOS.', {
      mend: 'On Windows, run it in WSL (wsl --install), or with docker compose up.',
    });
  }
}
