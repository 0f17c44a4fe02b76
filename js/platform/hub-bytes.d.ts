// js/build.mjs writes the module itself beside this declaration's place in dist.
export const base64: string;
