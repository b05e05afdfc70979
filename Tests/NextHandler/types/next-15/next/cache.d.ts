export declare function revalidateTag(tag: string): undefined;
export declare function revalidatePath(originalPath: string, type?: 'layout' | 'page'): undefined;
export declare function unstable_cache<T extends (...args: any[]) => Promise<any>>(
  cb: T, keyParts?: string[], options?: { revalidate?: number | false; tags?: string[] },
): T;
