import { useState } from 'react';
import { refresh } from '../core/queries';
import { say, sayError } from '../core/say';

interface Act {
  busy: boolean;
  /** Does it, tells what went wrong, and asks for the lists anew that it changed. Answers whether it was done. */
  act: (work: () => Promise<unknown>, said?: string) => Promise<boolean>;
}

/** For buttons that change something. `lists` are paths as `refresh` takes them. */
export function useAct(...lists: string[]): Act {
  const [busy, become] = useState(false);
  const act = async (work: () => Promise<unknown>, said?: string): Promise<boolean> => {
    become(true);
    try {
      await work();
      if (said !== undefined) say(said);
      return true;
    } catch (error) {
      sayError(error);
      return false;
    } finally {
      become(false);
      await Promise.all(lists.map(refresh));
    }
  };
  return { busy, act };
}
