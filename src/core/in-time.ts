/**
 * What comes of the work, or a rejection after `ms`, with what `late` makes of it. An answer that came while this process
 * was too busy to look is in time. The work itself goes on: nobody waits for it any more.
 */
export async function inTime<T>(
  work: Promise<T>,
  ms: number,
  late: () => Error = () => new Error(`no answer within ${ms} ms`),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let pending: NodeJS.Immediate | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    // What has arrived by now is looked at first.
    timer = setTimeout(() => (pending = setImmediate(() => reject(late()))), ms).unref();
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
    clearImmediate(pending);
  }
}
