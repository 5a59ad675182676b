import { WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { expect, it } from 'vitest';
import { QueueWorkers } from './queue-status';

/** A fake BullMQ worker with the only method that QueueWorkers calls. */
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
/** A processor whose worker Nest has not created yet, so that its `worker` getter throws. */
class Starting extends WorkerHost {
  process(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({ providers: [Working, Drained, Starting] })
class Processors {}

it('lists the queues whose worker is closed or not started yet as missing', async () => {
  const app = await NestFactory.createApplicationContext(Processors, { logger: false });
  const workers = new QueueWorkers(app.get(ModuleRef), [
    { queue: 'clicks-0', type: Working },
    { queue: 'runs-0', type: Drained },
    { queue: 'quarantine-0', type: Starting },
  ]);
  expect(workers.missing()).toEqual(['the worker of runs-0', 'the worker of quarantine-0']);
  await app.close();
});
