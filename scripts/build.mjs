/** `npm run build`: packages and outputs, without starting anything. */
import { live } from './lib/lifecycle.mjs';
import { prepare } from './lib/prepare.mjs';

await live(async (life) => {
  await prepare();
  await life.end(0);
});
