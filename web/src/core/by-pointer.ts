let byPointer = false;

document.addEventListener('pointerdown', () => (byPointer = true), true);
document.addEventListener('keydown', () => (byPointer = false), true);

/** Whether somebody pressed something last, and no key. */
export const isByPointer = (): boolean => byPointer;
