import { WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { expect, it } from 'vitest';
import { QueueWorkers } from './queue-workers';

/** `isRunning` is all that is asked of a worker here. */
const worker = (runs: boolean): WorkerHost['worker'] => ({ isRunning: () => runs }) as WorkerHost['worker'];

class Working extends WorkerHost {
  override get worker(): WorkerHost['worker'] {
    return worker(true);
  }
  process(): Promise<void> {
    return Promise.resolve();
  }
}
class Drained extends Working {
  override get worker(): WorkerHost['worker'] {
    return worker(false);
  }
}
/** Nest has not given it a worker yet. */
class Starting extends WorkerHost {
  process(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({ providers: [Working, Drained, Starting] })
class Processors {}

it('names the queues that nobody works on here: those that have drained, and those that have not begun', async () => {
  const app = await NestFactory.createApplicationContext(Processors, { logger: false });
  const workers = new QueueWorkers(app.get(ModuleRef), [
    { queue: 'clicks-0', type: Working },
    { queue: 'advance-0', type: Drained },
    { queue: 'lone-0', type: Starting },
  ]);
  expect(workers.missing()).toEqual(['the worker of advance-0', 'the worker of lone-0']);
  await app.close();
});
