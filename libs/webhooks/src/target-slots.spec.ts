import { expect, it } from 'vitest';
import { TargetSlots } from './target-slots';

it('lets the allowed number through, and the others in their order', async () => {
  const slots = new TargetSlots(2);
  const order: string[] = [];
  const take = async (name: string) => {
    const free = await slots.take('a:443');
    order.push(name);
    return free;
  };
  const [first, second] = await Promise.all([take('1'), take('2')]);
  const third = take('3');
  const fourth = take('4');
  const other = await slots.take('b:443');
  expect(order).toEqual(['1', '2']);
  first();
  (await third)();
  second();
  (await fourth)();
  other();
  expect(order).toEqual(['1', '2', '3', '4']);
});

it('frees nothing for a call that has stopped waiting', async () => {
  const slots = new TargetSlots(1);
  const free = await slots.take('a:443');
  const abort = new AbortController();
  const stopped = slots.take('a:443', abort.signal);
  const next = slots.take('a:443');
  abort.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');
  free();
  (await next)();
  await expect(slots.take('a:443', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  (await slots.take('a:443'))();
});
