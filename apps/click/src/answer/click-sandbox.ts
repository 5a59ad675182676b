import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createSandbox, type Sandbox } from '@linkflow/sandbox';

/** The sandbox of this process. Its first script starts its first thread; the app's end ends it. */
@Injectable()
export class ClickSandbox implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  run(script: Parameters<Sandbox['run']>[0]): ReturnType<Sandbox['run']> {
    return this.sandbox.run(script);
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
