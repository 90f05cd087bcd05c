/**
 * @param {unknown} error
 * @returns {unknown} the code of a system error, such as EEXIST
 */
export const errorCode = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);
